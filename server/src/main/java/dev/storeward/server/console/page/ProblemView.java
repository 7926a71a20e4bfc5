package dev.storeward.server.console.page;

import java.util.Map;

/**
 * Why something was not done, as a page tells it.
 *
 * @param title empty where nothing went wrong
 * @param message the cause, and what to do next
 * @param fields what is wrong with each field of a form, by its name
 */
public record ProblemView(String title, String message, Map<String, String> fields) {
    /** Nothing went wrong. */
    public static final ProblemView NONE = new ProblemView("", "", Map.of());

    public ProblemView {
        fields = Map.copyOf(fields);
    }

    public boolean isThere() {
        return !title.isEmpty();
    }

    /** What is wrong with a field; empty when nothing is. */
    public String of(String field) {
        return fields.getOrDefault(field, "");
    }
}
