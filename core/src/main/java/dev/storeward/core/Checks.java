package dev.storeward.core;

import dev.storeward.core.Problem.FieldProblem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Collects everything that is wrong with a request. Belongs to one request and one thread. */
public final class Checks {
    private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+");
    private static final int LONGEST_EMAIL = 254;

    private final List<FieldProblem> problems = new ArrayList<>();

    public void add(String field, String message) {
        problems.add(new FieldProblem(field, message));
    }

    public void add(FieldProblem problem) {
        problems.add(problem);
    }

    /** What was found wrong so far. */
    public List<FieldProblem> problems() {
        return List.copyOf(problems);
    }

    /** Whether something was found wrong with a field. */
    public boolean complainedOf(String field) {
        return problems.stream().anyMatch(problem -> problem.field().equals(field));
    }

    /** A name for people: 1 to {@code longest} characters, none a control character. */
    public String name(String field, String value, int longest) {
        String trimmed = value.strip();
        if (trimmed.isEmpty()) {
            add(field, "This field is required.");
        } else if (trimmed.length() > longest) {
            add(field, "Must be at most " + longest + " characters long.");
        } else if (trimmed.codePoints().anyMatch(Character::isISOControl)) {
            add(field, "Must hold no control characters.");
        } else if (!wellFormed(trimmed)) {
            add(field, "Must hold whole characters.");
        }
        return trimmed;
    }

    /** Whether a text can be kept as it is: half a character, which JSON can spell, cannot. */
    public static boolean wellFormed(String value) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    public String email(String field, String value) {
        String trimmed = value.strip();
        if (trimmed.isEmpty()) {
            add(field, "This field is required.");
        } else if (trimmed.length() > LONGEST_EMAIL
                || !EMAIL.matcher(trimmed).matches()
                || !wellFormed(trimmed)) {
            add(field, "Must be an email address such as name@example.org.");
        }
        return trimmed;
    }

    /** A name used in addresses, by a rule that is told in {@code form}. */
    public void slug(String field, String value, Pattern rule, String form) {
        if (value.isEmpty()) {
            add(field, "This field is required.");
        } else if (!rule.matcher(value).matches()) {
            add(field, form);
        }
    }

    /**
     * Ends the collection.
     *
     * @throws ProblemException {@code Invalid} with every problem, when there is one
     */
    public void done() {
        if (!problems.isEmpty()) {
            throw new Problem.Invalid(problems).asException();
        }
    }
}
