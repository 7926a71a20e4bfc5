package dev.storeward.store.outbound;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the operator lets tenants reach although it is not public, or speaks plain HTTP.
 *
 * @param hosts exact names, lower case
 */
public record AllowList(Set<String> hosts, List<AddressRange> ranges) {
    public AllowList {
        hosts = Set.copyOf(hosts);
        ranges = List.copyOf(ranges);
    }

    public static AllowList none() {
        return new AllowList(Set.of(), List.of());
    }

    /**
     * Reads host names, addresses and ranges such as {@code 10.1.0.0/16}.
     *
     * @throws IllegalArgumentException for an entry that is none of them; the message quotes it
     */
    public static AllowList of(Collection<String> entries) {
        Set<String> hosts = new HashSet<>();
        List<AddressRange> ranges = new ArrayList<>();
        for (String entry : entries) {
            if (entry.contains("/")) {
                ranges.add(range(entry));
                continue;
            }
            Host host = Host.of(entry.strip()).orElseThrow(() -> unreadable(entry));
            host.literal()
                    .ifPresentOrElse(
                            address ->
                                    ranges.add(
                                            new AddressRange(
                                                    address, address.getAddress().length * 8)),
                            () -> hosts.add(host.name()));
        }
        return new AllowList(hosts, ranges);
    }

    private static AddressRange range(String entry) {
        try {
            return AddressRange.of(entry.strip());
        } catch (IllegalArgumentException e) {
            throw unreadable(entry);
        }
    }

    private static IllegalArgumentException unreadable(String entry) {
        return new IllegalArgumentException(
                "'" + entry + "' is neither a host name, an address nor a range of addresses");
    }

    boolean allows(Host host) {
        return hosts.contains(host.name()) || host.literal().map(this::allows).orElse(false);
    }

    /** Whether an entry names this address. */
    public boolean allows(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}
