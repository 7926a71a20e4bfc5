package dev.storeward.server.s3.policy;

import java.util.Locale;

/** What a policy says of one field. */
sealed interface PolicyCondition {
    /** The field's name, in lower case. */
    String field();

    boolean holds(String value);

    /** As policies spell it. */
    String text();

    /** The field has this value. */
    record Equal(String field, String expected) implements PolicyCondition {
        public Equal {
            field = field.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean holds(String value) {
            return value.equals(expected);
        }

        @Override
        public String text() {
            return "[\"eq\", \"$" + field + "\", \"" + expected + "\"]";
        }
    }

    /** The field's value begins so; with nothing any value does. */
    record StartsWith(String field, String prefix) implements PolicyCondition {
        public StartsWith {
            field = field.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean holds(String value) {
            return value.startsWith(prefix);
        }

        @Override
        public String text() {
            return "[\"starts-with\", \"$" + field + "\", \"" + prefix + "\"]";
        }
    }
}
