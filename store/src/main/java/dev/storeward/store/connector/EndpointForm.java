package dev.storeward.store.connector;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one form of an endpoint whose host is an address: addresses have many spellings, and {@code
 * localhost} is one of them. Names are left as they are; nothing is resolved.
 */
final class EndpointForm {
    private static final Pattern PARTS = Pattern.compile("([a-z]+://)(\\[[^]]*]|localhost)(.*)");
    private static final int GROUPS = 8;

    private EndpointForm() {}

    static String of(String endpoint) {
        Matcher parts = PARTS.matcher(endpoint);
        if (!parts.matches()) {
            return endpoint;
        }
        String rest = parts.group(3);
        if (!rest.isEmpty() && rest.charAt(0) != ':' && rest.charAt(0) != '/') {
            return endpoint;
        }
        String host = parts.group(2);
        return parts.group(1) + (host.equals("localhost") ? "127.0.0.1" : literal(host)) + rest;
    }

    private static String literal(String host) {
        try {
            InetAddress address = InetAddress.ofLiteral(host.substring(1, host.length() - 1));
            // An IPv4 address written as one of IPv6 is read as what it is.
            return address instanceof Inet6Address six && six.getScopeId() == 0
                    ? "[" + shortest(six.getAddress()) + "]"
                    : address instanceof Inet6Address ? host : address.getHostAddress();
        } catch (IllegalArgumentException e) {
            return host;
        }
    }

    /** As RFC 5952 writes it: without leading zeros, the first longest run of zeros left out. */
    private static String shortest(byte[] address) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = ((address[2 * i] & 0xff) << 8) | (address[2 * i + 1] & 0xff);
        }
        int start = 0;
        int length = 1;
        for (int from = 0; from < GROUPS; from++) {
            int to = from;
            while (to < GROUPS && groups[to] == 0) {
                to++;
            }
            if (to - from > length) {
                start = from;
                length = to - from;
            }
        }
        return length < 2
                ? hex(groups, 0, GROUPS)
                : hex(groups, 0, start) + "::" + hex(groups, start + length, GROUPS);
    }

    private static String hex(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
