package dev.storeward.core.tenant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a web page is from: scheme, host and port, as browsers write it. A list of those allowed
 * holds origins, wildcards such as {@code https://*.example.com} for every host below one, and
 * {@code *} for all. What is allowed is found by looking up, never by comparing parts of texts.
 */
public final class WebOrigin {
    /** The entry that allows every page there is. */
    public static final String ANY = "*";

    private static final int LONGEST = 300;
    private static final String WILDCARD = "*.";
    private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern FORM =
            Pattern.compile(
                    "([a-z][a-z0-9+.-]{0,31})://("
                            + LABEL
                            + "(?:\\."
                            + LABEL
                            + "){0,126}|\\[[0-9a-f:.]{2,45}])(?::([1-9][0-9]{0,4}))?");
    private static final Pattern NUMBERS = Pattern.compile(".*\\.[0-9]+");
    private static final int HIGHEST_PORT = 65_535;

    private WebOrigin() {}

    /** What is wrong with an entry of a list; empty where it can be one. */
    public static Optional<String> complaint(String entry) {
        if (entry.equals(ANY)) {
            return Optional.empty();
        }
        int host = entry.indexOf("://") + 3;
        boolean wild = host > 2 && entry.startsWith(WILDCARD, host);
        Optional<Matcher> found =
                parsed(wild ? entry.substring(0, host) + entry.substring(host + 2) : entry);
        if (found.isEmpty()) {
            return Optional.of(
                    "Must be an origin as browsers send it, in lower case and without a path, such as"
                            + " https://app.example.com or http://localhost:3000; or"
                            + " https://*.example.com for all hosts below one; or * for all.");
        }
        Matcher parts = found.get();
        if (isUsualPort(parts)) {
            return Optional.of("Must not name the usual port of its scheme: no browser sends it.");
        }
        if (wild && !isDomain(parts.group(2))) {
            return Optional.of(
                    "Must have a domain of two names at least behind the *, such as https://*.example.com.");
        }
        return Optional.empty();
    }

    /** Whether a page may be from there: not {@code null}, and nothing but an origin. */
    public static boolean isOne(String sent) {
        return parsed(sent).isPresent();
    }

    /** The entries each of which allows an origin, as a browser sent it. */
    static List<String> entriesFor(String sent) {
        List<String> entries = new ArrayList<>();
        entries.add(ANY);
        Optional<Matcher> found = parsed(sent);
        if (found.isPresent()) {
            entries.add(sent);
            String host = found.get().group(2);
            int start = found.get().start(2);
            for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                entries.add(sent.substring(0, start) + "*" + sent.substring(start + dot));
            }
        }
        return entries;
    }

    private static Optional<Matcher> parsed(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() && hasPossiblePort(matcher)
                ? Optional.of(matcher)
                : Optional.empty();
    }

    private static boolean hasPossiblePort(Matcher parts) {
        return parts.group(3) == null || Integer.parseInt(parts.group(3)) <= HIGHEST_PORT;
    }

    private static boolean isUsualPort(Matcher parts) {
        String port = parts.group(3);
        return port != null
                && ((parts.group(1).equals("https") && port.equals("443"))
                        || (parts.group(1).equals("http") && port.equals("80")));
    }

    private static boolean isDomain(String host) {
        return host.contains(".") && !host.startsWith("[") && !NUMBERS.matcher(host).matches();
    }
}
