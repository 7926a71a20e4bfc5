package dev.storeward.server.http.request;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The parameters of a header such as {@code form-data; name="file"; filename="a.txt"}. Quoted
 * values keep everything between their quotes, as browsers send it: a backslash before a quote or a
 * backslash is an escape, {@code %22} is a quote.
 */
final class HeaderParameters {
    private HeaderParameters() {}

    /** By lower-case name; the first of two wins. */
    static Map<String, String> of(String header) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int at = header.indexOf(';');
        while (at >= 0 && at < header.length()) {
            int equals = header.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            int next = header.indexOf(';', at + 1);
            if (next >= 0 && next < equals) {
                // A word without a value is no parameter, and no part of the next one's name.
                at = next;
                continue;
            }
            String name = header.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
            int start = equals + 1;
            while (start < header.length() && header.charAt(start) == ' ') {
                start++;
            }
            StringBuilder value = new StringBuilder();
            int end =
                    start < header.length() && header.charAt(start) == '"'
                            ? quoted(header, start + 1, value)
                            : token(header, start, value);
            parameters.putIfAbsent(name, value.toString());
            at = header.indexOf(';', end);
        }
        return parameters;
    }

    private static int quoted(String header, int start, StringBuilder value) {
        int at = start;
        while (at < header.length() && header.charAt(at) != '"') {
            char c = header.charAt(at);
            boolean escape =
                    c == '\\'
                            && at + 1 < header.length()
                            && (header.charAt(at + 1) == '"' || header.charAt(at + 1) == '\\');
            if (escape) {
                at++;
            }
            value.append(header.charAt(at));
            at++;
        }
        String unescaped = value.toString().replace("%22", "\"");
        value.setLength(0);
        value.append(unescaped);
        return Math.min(at + 1, header.length());
    }

    private static int token(String header, int start, StringBuilder value) {
        int end = header.indexOf(';', start);
        int stop = end < 0 ? header.length() : end;
        value.append(header.substring(start, stop).strip());
        return stop;
    }
}
