package dev.storeward.server.http.request;

import dev.storeward.core.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The query parameters of a request, read from its URI only: asking the container for them could
 * read the body. A {@code +} is a space, the first of two values wins.
 */
public final class Queries {
    private final Map<String, String> values = new LinkedHashMap<>();

    public Queries(HttpServletRequest request) {
        String query = request.getQueryString();
        if (query == null) {
            return;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            String decoded = decoded("query", name);
            values.putIfAbsent(decoded, decoded(decoded, value));
        }
    }

    /**
     * The first value of one parameter of a request; whatever else the query holds is passed over,
     * well-formed or not.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when it is not well encoded
     */
    public static Optional<String> first(HttpServletRequest request, String name) {
        String query = Objects.requireNonNullElse(request.getQueryString(), "");
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .findFirst()
                .map(pair -> decoded(name, pair.substring(name.length() + 1)));
    }

    private static String decoded(String name, String value) {
        return RawPath.decode(name, value.replace("+", "%20"));
    }

    /**
     * Refuses parameters that an address does not have.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} with every one of them, and those
     *     that exist
     */
    public void only(List<String> known) {
        String exist =
                known.isEmpty()
                        ? "This address takes none."
                        : "Those that exist here: " + String.join(", ", known) + ".";
        List<Problem.FieldProblem> unknown =
                values.keySet().stream()
                        .filter(name -> !name.isEmpty() && !known.contains(name))
                        .map(name ->
                                new Problem.FieldProblem(name, "Unknown query parameter. " + exist))
                        .toList();
        if (!unknown.isEmpty()) {
            throw new Problem.Invalid(unknown).asException();
        }
    }

    /** Whether the parameter was sent, be it empty. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /**
     * A whole number in a range.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when it is not a whole number in
     *     the range
     */
    public long number(String name, long otherwise, long least, long most) {
        String text = values.get(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        if (text.matches("[0-9]{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw Problem.invalid(name, "Must be a whole number from " + least + " to " + most + ".")
                .asException();
    }

    /**
     * True or false.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when it is neither true nor false
     */
    public boolean flag(String name, boolean otherwise) {
        return switch (values.getOrDefault(name, "").toLowerCase(java.util.Locale.ROOT)) {
            case "" -> otherwise;
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw Problem.invalid(name, "Must be true or false.").asException();
        };
    }
}
