package dev.storeward.store.connector;

import dev.storeward.store.StoreException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The gate every connection to a backend passes: which endpoints and addresses may be reached, and
 * for how long.
 */
public interface Outbound {

    /**
     * Checks an endpoint before anything is opened: its scheme, that it has a host and no user
     * information.
     *
     * @throws StoreException {@code INVALID} with a sentence that names the endpoint and what to
     *     change
     */
    void check(URI endpoint);

    /**
     * Resolves a host for one connect; every address has passed the gate. Called again for every
     * connect, so that a name that changes its address between two of them gains nothing.
     *
     * @throws StoreException {@code UNREACHABLE} when the name does not resolve, {@code INVALID}
     *     when an address is refused
     */
    List<InetAddress> resolve(String host);

    /** The longest time a connect may take. */
    Duration connectTimeout();

    /** The longest silence on an open connection. */
    Duration readTimeout();
}
