package dev.storeward.server.http.request;

import dev.storeward.store.outbound.AllowList;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the proxies in front of this server say of a request. Only what a trusted one added itself
 * is believed: each adds at the end, so that what a client sent stands before it. The headers of
 * the other kind are a client's own and never read.
 */
public final class TrustedProxies {
    private static final String FOR = "for";

    private final AllowList proxies;
    private final Header header;

    /** What the proxies send. */
    public enum Header {
        /** {@code X-Forwarded-For}, {@code X-Forwarded-Host} and {@code X-Forwarded-Proto}. */
        X_FORWARDED,
        /** {@code Forwarded}, as RFC 7239 has it. */
        FORWARDED
    }

    /**
     * @param proxies whose headers are believed
     */
    public TrustedProxies(AllowList proxies, Header header) {
        this.proxies = proxies;
        this.header = header;
    }

    /** Whether the other end of a connection is one of them. */
    public boolean trusts(InetAddress peer) {
        return proxies.allows(peer);
    }

    /**
     * Who sent a request: the other end of its connection, or, where that is a trusted proxy, whom
     * it names; the last one that is no trusted proxy.
     */
    public InetAddress client(HttpServletRequest request) {
        InetAddress peer = peer(request);
        return trusts(peer) ? client(peer, senders(request)) : peer;
    }

    /** The host that a trusted proxy was asked for, with its port; empty when none said so. */
    public Optional<String> host(HttpServletRequest request) {
        return said(request, "X-Forwarded-Host", "host");
    }

    /** The scheme that a trusted proxy was asked with; empty when none said so. */
    public Optional<String> scheme(HttpServletRequest request) {
        return said(request, "X-Forwarded-Proto", "proto");
    }

    /** Each sender was named by the one before it in the list, the first by the peer. */
    private InetAddress client(InetAddress peer, List<String> senders) {
        InetAddress client = peer;
        for (String sender : senders) {
            Optional<InetAddress> before = address(sender);
            if (before.isEmpty()) {
                return client;
            }
            client = before.get();
            if (!trusts(client)) {
                return client;
            }
        }
        return client;
    }

    private List<String> senders(HttpServletRequest request) {
        return switch (header) {
            case X_FORWARDED -> lastFirst(request, "X-Forwarded-For");
            case FORWARDED ->
                    lastFirst(request, "Forwarded").stream()
                            .map(element -> parameters(element).getOrDefault(FOR, ""))
                            .toList();
        };
    }

    private Optional<String> said(HttpServletRequest request, String name, String parameter) {
        if (!trusts(peer(request))) {
            return Optional.empty();
        }
        List<String> values = lastFirst(request, header == Header.X_FORWARDED ? name : "Forwarded");
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String last = values.getFirst();
        String said =
                header == Header.X_FORWARDED ? last : parameters(last).getOrDefault(parameter, "");
        return said.isEmpty() ? Optional.empty() : Optional.of(said);
    }

    /**
     * The elements of a list header, whose lines are one list, the last one first. Read from its
     * end, so that a quote which a client left open takes nothing a proxy added into it.
     */
    private static List<String> lastFirst(HttpServletRequest request, String name) {
        List<String> values = new ArrayList<>();
        for (String line : Collections.list(request.getHeaders(name)).reversed()) {
            int end = line.length();
            boolean quoted = false;
            for (int i = line.length() - 1; i >= -1; i--) {
                char c = i < 0 ? ',' : line.charAt(i);
                if (c == '"') {
                    quoted = !quoted;
                } else if (c == ',' && (!quoted || i < 0)) {
                    values.add(line.substring(i + 1, end).strip());
                    end = i;
                }
            }
        }
        return values;
    }

    private static Map<String, String> parameters(String element) {
        return HeaderParameters.of(";" + element);
    }

    private static InetAddress peer(HttpServletRequest request) {
        return InetAddress.ofLiteral(request.getRemoteAddr().split("%", 2)[0]);
    }

    /** An address, in brackets or with a port as some proxies add it. */
    private static Optional<InetAddress> address(String sender) {
        String text = sender;
        int bracket = text.indexOf(']');
        int colon = text.indexOf(':');
        if (text.startsWith("[") && bracket > 0) {
            text = text.substring(1, bracket);
        } else if (colon >= 0 && colon == text.lastIndexOf(':')) {
            text = text.substring(0, colon);
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
