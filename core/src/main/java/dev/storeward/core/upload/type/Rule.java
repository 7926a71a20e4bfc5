package dev.storeward.core.upload.type;

import java.util.Comparator;
import org.apache.tika.mime.MediaType;

/** A type, and what tells it. Rules of a higher priority come first, then as Tika sorts them. */
record Rule(MediaType type, int priority, Clause clause) implements Comparable<Rule> {
    private static final Comparator<Rule> ORDER =
            Comparator.comparingInt(Rule::priority)
                    .thenComparingInt(rule -> rule.clause().size())
                    .thenComparing(Rule::type)
                    .thenComparing(Rule::text)
                    .reversed();

    @Override
    public int compareTo(Rule other) {
        return ORDER.compare(this, other);
    }

    private String text() {
        return "[" + priority + "/" + clause + "]";
    }
}
