package dev.storeward.store.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks up the addresses of a name. */
@FunctionalInterface
public interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** The resolver of the machine. */
    static Resolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
