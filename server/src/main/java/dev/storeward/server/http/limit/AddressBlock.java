package dev.storeward.server.http.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Whose address it is taken to be: one of IPv4, and of IPv6 the 64 bits that a network gets, whose
 * owner has every address below them.
 */
record AddressBlock(ByteBuffer bytes) {
    private static final int NETWORK = 8;

    static AddressBlock of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new AddressBlock(
                ByteBuffer.wrap(
                        address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK) : bytes));
    }
}
