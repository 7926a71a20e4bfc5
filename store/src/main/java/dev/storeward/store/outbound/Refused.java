package dev.storeward.store.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The addresses no tenant's endpoint may have: everything that is not the public internet. */
final class Refused {
    private static final List<AddressRange> RANGES =
            ranges(
                    // This host, private, shared (CGNAT), loopback and link-local networks.
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    // Protocol assignments, relays and benchmarks.
                    "192.0.0.0/24",
                    "192.88.99.0/24",
                    "198.18.0.0/15",
                    // Multicast, reserved and broadcast.
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    // A cloud's host agent on an address that looks public.
                    "168.63.129.16/32",
                    // Unspecified, loopback and the deprecated IPv4-compatible form.
                    "::/96",
                    // Local NAT64, discard, unique-local, link-local, site-local and multicast.
                    "64:ff9b:1::/48",
                    "100::/64",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8");

    private static final AddressRange NAT64 = AddressRange.of("64:ff9b::/96");
    private static final AddressRange SIX_TO_FOUR = AddressRange.of("2002::/16");
    private static final AddressRange TEREDO = AddressRange.of("2001::/32");

    private Refused() {}

    static boolean refuses(InetAddress address) {
        return RANGES.stream().anyMatch(range -> range.contains(address))
                || embedded(address).stream().anyMatch(Refused::refuses);
    }

    /** The IPv4 addresses that a gateway would make of an IPv6 address. */
    private static List<InetAddress> embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        List<InetAddress> found = new ArrayList<>();
        if (bytes.length == 16) {
            if (NAT64.contains(address) || isatap(bytes) || mapped(bytes)) {
                found.add(fourOf(bytes, 12, 0));
            }
            if (SIX_TO_FOUR.contains(address)) {
                found.add(fourOf(bytes, 2, 0));
            }
            if (TEREDO.contains(address)) {
                found.add(fourOf(bytes, 4, 0));
                found.add(fourOf(bytes, 12, 0xff));
            }
        }
        return found;
    }

    private static boolean mapped(byte[] bytes) {
        return Arrays.equals(bytes, 0, 10, new byte[10], 0, 10)
                && bytes[10] == (byte) 0xff
                && bytes[11] == (byte) 0xff;
    }

    private static boolean isatap(byte[] bytes) {
        return (bytes[8] & 0xfd) == 0
                && bytes[9] == 0
                && bytes[10] == 0x5e
                && bytes[11] == (byte) 0xfe;
    }

    private static InetAddress fourOf(byte[] bytes, int from, int mask) {
        byte[] four = Arrays.copyOfRange(bytes, from, from + 4);
        for (int i = 0; i < 4; i++) {
            four[i] = (byte) (four[i] ^ mask);
        }
        try {
            return InetAddress.getByAddress(four);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IPv4 address", e);
        }
    }

    private static List<AddressRange> ranges(String... texts) {
        return Arrays.stream(texts).map(AddressRange::of).toList();
    }
}
