package dev.storeward.server.http.request;

import dev.storeward.core.Checks;
import dev.storeward.core.Problem.FieldProblem;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of a JSON object one by one and collects everything that is wrong with them, so
 * that it is told at once. Belongs to one request.
 */
public final class JsonFields {
    /** Of a body of thousands of wrong fields the first say enough. */
    private static final int MOST_NAMED = 20;

    public static final String REQUIRED = "This field is required.";
    public static final String NO_STRING = "Must be a string.";
    public static final String NO_FLAG = "Must be true or false.";
    public static final String NO_WHOLE_NUMBER = "Must be a whole number.";
    public static final String MALFORMED = "Must be well-formed Unicode.";

    private final JsonNode body;
    private final Checks checks = new Checks();

    public JsonFields(JsonNode body) {
        this.body = body;
    }

    /**
     * A text; empty when it is absent, null, or of a wrong form, which is then among the wrongs.
     */
    public String text(String field) {
        String text = string(field);
        // Half a surrogate pair would silently become another text.
        if (!Checks.wellFormed(text)) {
            checks.add(field, MALFORMED);
            return "";
        }
        return text;
    }

    /** A text that must be there; the core checks its form. */
    public String required(String field) {
        String text = string(field);
        if (text.isEmpty() && !isWrong(field)) {
            checks.add(field, REQUIRED);
        }
        return text;
    }

    /** True or false; false when it is absent or null. */
    public boolean flag(String field) {
        JsonNode value = body.path(field);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            checks.add(field, NO_FLAG);
        }
        return value.asBoolean(false);
    }

    /** Refuses every field that is not known, and names those that are. */
    public void refuseUnknown(Collection<String> known) {
        String sentence = unknown(known);
        List<String> strangers =
                body.propertyNames().stream().filter(field -> !known.contains(field)).toList();
        strangers.stream().limit(MOST_NAMED).forEach(field -> checks.add(field, sentence));
        if (strangers.size() > MOST_NAMED) {
            checks.add(
                    strangers.get(MOST_NAMED),
                    "Unknown field, as are " + (strangers.size() - MOST_NAMED - 1) + " more.");
        }
    }

    /** What is said of a field that is not among the known ones. */
    public static String unknown(Collection<String> known) {
        return known.isEmpty()
                ? "Unknown field. No fields are taken here."
                : "Unknown field. The fields are " + String.join(", ", new TreeSet<>(known)) + ".";
    }

    private String string(String field) {
        @Nullable JsonNode value = body.get(field);
        if (value == null || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            checks.add(field, NO_STRING);
            return "";
        }
        return value.stringValue();
    }

    public void add(String field, String message) {
        checks.add(field, message);
    }

    public void add(FieldProblem problem) {
        checks.add(problem);
    }

    public boolean isWrong(String field) {
        return checks.complainedOf(field);
    }

    public List<FieldProblem> problems() {
        return checks.problems();
    }

    /**
     * Ends the reading.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} with everything that is wrong
     */
    public void done() {
        checks.done();
    }
}
