package dev.storeward.store.outbound;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host as an endpoint spells it, brought to one form: lower case, no dot at the end, no brackets.
 *
 * @param literal the address, where the name is one
 */
record Host(String name, Optional<InetAddress> literal) {
    private static final Pattern FOUR =
            Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final Pattern LEADING_ZERO = Pattern.compile("(?:^|\\.)0[0-9]");
    private static final Pattern NUMERIC_END =
            Pattern.compile("(?:^|\\.)(?:[0-9]++|0x[0-9a-f]*+)$");
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_][a-z0-9_-]{0,62}+(?:\\.[a-z0-9_][a-z0-9_-]{0,62}+)*+");

    /** The longest name that resolvers take, with the dot at its end or the brackets around it. */
    private static final int LONGEST = 255;

    /**
     * Reads a host; empty when the text is no host name and no address in its usual form. What else
     * resolvers take for an address ({@code 127.1}, {@code 0x7f000001}, {@code 2130706433}, zones)
     * is not accepted.
     */
    static Optional<Host> of(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        String host = text.toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.contains(":")) {
            return six(host);
        }
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (FOUR.matcher(host).matches() && !LEADING_ZERO.matcher(host).find()) {
            return Optional.of(new Host(host, Optional.of(InetAddress.ofLiteral(host))));
        }
        if (host.length() > 253
                || NUMERIC_END.matcher(host).find()
                || !NAME.matcher(host).matches()) {
            return Optional.empty();
        }
        return Optional.of(new Host(host, Optional.empty()));
    }

    private static Optional<Host> six(String host) {
        if (host.contains("%")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Host(host, Optional.of(InetAddress.ofLiteral(host))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
