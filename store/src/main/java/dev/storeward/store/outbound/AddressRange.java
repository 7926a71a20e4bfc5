package dev.storeward.store.outbound;

import java.net.InetAddress;
import java.util.List;

/**
 * The addresses that begin with the same bits, written as in {@code 10.0.0.0/8}.
 *
 * @param network an address whose other bits do not matter
 * @param bits how many bits are fixed
 */
public record AddressRange(InetAddress network, int bits) {

    /**
     * @throws IllegalArgumentException when there are more fixed bits than an address has
     */
    public AddressRange {
        if (bits < 0 || bits > network.getAddress().length * 8) {
            throw new IllegalArgumentException("an address does not have " + bits + " bits");
        }
    }

    /**
     * Reads {@code address/bits}, or a single address.
     *
     * @throws IllegalArgumentException when the text is neither
     */
    public static AddressRange of(String text) {
        List<String> parts = List.of(text.split("/", 2));
        InetAddress network = InetAddress.ofLiteral(parts.getFirst());
        return new AddressRange(
                network,
                parts.size() == 1
                        ? network.getAddress().length * 8
                        : Integer.parseInt(parts.getLast()));
    }

    public boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
