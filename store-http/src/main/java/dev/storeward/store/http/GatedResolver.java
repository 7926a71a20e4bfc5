package dev.storeward.store.http;

import dev.storeward.store.connector.Outbound;
import java.net.IDN;
import java.net.InetAddress;
import org.apache.hc.client5.http.DnsResolver;

/** Has the gate resolve the host of every connect. */
public record GatedResolver(Outbound outbound) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) {
        return outbound.resolve(ascii(host)).toArray(InetAddress[]::new);
    }

    /** The client asks for the readable form of names that have two. */
    private static String ascii(String host) {
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            return host;
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
