package dev.storeward.store.connector;

import dev.storeward.store.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of one kind of backend: the one source of validation, redaction, forms and
 * documentation.
 *
 * @param name what requests call the connector
 * @param operatorOnly true when only the platform's operator may register such a backend
 */
public record ConnectorSchema(String name, String title, boolean operatorOnly, List<Field> fields) {

    public ConnectorSchema {
        fields = List.copyOf(fields);
    }

    /** What a field holds. */
    public enum Type {
        TEXT,
        URL,
        BOOLEAN,
        INTEGER,
        /** A text of several lines, such as a key file. */
        DOCUMENT,
        /**
         * The tenant's own external id, filled in by Storeward for every place that has such a
         * field and never taken from a request.
         */
        EXTERNAL_ID
    }

    /** One field; secret ones are kept apart from the others and never told again. */
    public record Field(
            String name, Type type, boolean required, boolean secret, String description) {}

    /** A problem with one field, in words that tell how to mend it. */
    public record FieldProblem(String field, String message) {}

    /**
     * Everything that is wrong with the shape of the given values: unknown, missing and ill-typed
     * fields.
     *
     * @param values as sent, by field name, secret ones included and the others kept as if they
     *     were; a blank value counts as missing
     */
    public List<FieldProblem> problems(Map<String, Secret> values) {
        List<FieldProblem> problems = new ArrayList<>();
        for (String given : values.keySet()) {
            if (fields.stream().noneMatch(field -> field.name().equals(given))) {
                problems.add(
                        new FieldProblem(
                                given,
                                "Unknown field. The fields of "
                                        + name
                                        + " are "
                                        + String.join(
                                                ", ", fields.stream().map(Field::name).toList())
                                        + "."));
            }
        }
        for (Field field : fields) {
            String value = text(values, field);
            if (value.isBlank()) {
                if (field.required() && field.type() != Type.EXTERNAL_ID) {
                    problems.add(new FieldProblem(field.name(), "This field is required."));
                }
            } else if (!wellTyped(field.type(), value)) {
                problems.add(
                        new FieldProblem(
                                field.name(),
                                switch (field.type()) {
                                    case BOOLEAN -> "Must be true or false.";
                                    case INTEGER -> "Must be a whole number.";
                                    case EXTERNAL_ID -> "Is filled in by Storeward: leave it out.";
                                    case TEXT, URL -> "Must hold no control characters.";
                                    case DOCUMENT ->
                                            "Must hold no control characters but tabs and line"
                                                    + " breaks.";
                                }));
            }
        }
        return problems;
    }

    /** The values of the fields that are not secret, blank ones left out. */
    public BackendSpec spec(Map<String, Secret> values) {
        Map<String, String> open = new LinkedHashMap<>();
        for (Field field : fields) {
            if (!field.secret() && !text(values, field).isBlank()) {
                open.put(field.name(), text(values, field));
            }
        }
        return new BackendSpec(name, open);
    }

    /** The values of the secret fields, blank ones left out. */
    public Credential credential(Map<String, Secret> values) {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        for (Field field : fields) {
            Secret value = values.get(field.name());
            if (field.secret() && value != null && !value.reveal().isBlank()) {
                secrets.put(field.name(), value);
            }
        }
        return new Credential(secrets);
    }

    private static String text(Map<String, Secret> values, Field field) {
        Secret value = values.get(field.name());
        return value == null ? "" : value.reveal();
    }

    private static boolean wellTyped(Type type, String value) {
        return switch (type) {
            case BOOLEAN -> value.equals("true") || value.equals("false");
            case INTEGER -> value.matches("-?[0-9]{1,18}");
            case EXTERNAL_ID -> false;
            case TEXT, URL -> value.chars().noneMatch(Character::isISOControl);
            case DOCUMENT ->
                    value.chars()
                            .filter(c -> c != '\n' && c != '\r' && c != '\t')
                            .noneMatch(Character::isISOControl);
        };
    }
}
