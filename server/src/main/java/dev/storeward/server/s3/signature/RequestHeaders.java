package dev.storeward.server.s3.signature;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The headers of a request as they were sent. A character of a value is a byte of it, as HTTP
 * servers hand them on; what a signature is over are those bytes.
 */
public final class RequestHeaders {
    private final Map<String, List<String>> lines = new LinkedHashMap<>();

    /**
     * Takes the lines of each header in their order.
     *
     * @param sent by name, in any case
     */
    public RequestHeaders(Map<String, List<String>> sent) {
        sent.forEach((name, values) ->
                lines.merge(
                        name.toLowerCase(Locale.ROOT),
                        List.copyOf(values),
                        (one, other) -> Stream.concat(one.stream(), other.stream()).toList()));
    }

    /** These, and others that were not sent. */
    RequestHeaders or(Map<String, List<String>> others) {
        Map<String, List<String>> all = new LinkedHashMap<>(lines);
        others.forEach((name, values) -> all.putIfAbsent(name.toLowerCase(Locale.ROOT), values));
        return new RequestHeaders(all);
    }

    /** These and others. */
    public RequestHeaders and(Map<String, List<String>> others) {
        Map<String, List<String>> all = new LinkedHashMap<>(lines);
        all.putAll(others);
        return new RequestHeaders(all);
    }

    /** These but for those whose names begin so. */
    public RequestHeaders without(String prefix) {
        Map<String, List<String>> rest = new LinkedHashMap<>(lines);
        rest.keySet().removeIf(name -> name.startsWith(prefix));
        return new RequestHeaders(rest);
    }

    /** The names, in lower case. */
    public Set<String> names() {
        return lines.keySet();
    }

    /** The lines of one header, none when it was not sent. */
    public List<String> lines(String name) {
        return lines.getOrDefault(name, List.of());
    }

    /** The one value of a header; several lines are one, joined by commas as HTTP says. */
    public Optional<String> value(String name) {
        return lines.containsKey(name)
                ? Optional.of(String.join(",", lines(name)).strip())
                : Optional.empty();
    }

    /** The value that is signed: trimmed, with one space for each run of them. */
    String canonical(String name) {
        return lines(name).stream().map(RequestHeaders::collapsed).collect(Collectors.joining(","));
    }

    private static String collapsed(String value) {
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isSpace(c)) {
                text.append(c);
            } else if (!text.isEmpty() && text.charAt(text.length() - 1) != ' ') {
                text.append(' ');
            }
        }
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == ' ') {
            text.setLength(end - 1);
        }
        return text.toString();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
