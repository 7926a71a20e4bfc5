package dev.storeward.store.gcs;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.Outbound;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A gate that writes down who is asked for and lets nobody through. */
record NoWayOut(List<String> asked) implements Outbound {
    NoWayOut() {
        this(Collections.synchronizedList(new ArrayList<>()));
    }

    @Override
    public void check(URI endpoint) {}

    @Override
    public List<InetAddress> resolve(String host) {
        asked.add(host);
        throw new StoreException(
                Code.INVALID, StoreException.Reason.ADDRESS_REFUSED, "Nobody leaves this test.");
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration readTimeout() {
        return Duration.ofSeconds(5);
    }
}
