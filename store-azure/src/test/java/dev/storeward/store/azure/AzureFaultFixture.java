package dev.storeward.store.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.Content;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.testkit.server.AzureServer;
import dev.storeward.testkit.server.AzuriteServer;
import dev.storeward.testkit.server.FaultProxy;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A container behind a proxy that spoils calls when told, with one large object in it. */
abstract class AzureFaultFixture {
    final AzureServer server = AzuriteServer.shared();
    final ObjectKey key = new ObjectKey("fault/" + UUID.randomUUID());
    final FaultProxy proxy = FaultProxy.to(server.endpoint());
    final AzureConnector connector = new AzureConnector(Clock.systemUTC());
    final ObjectStore store =
            Loopback.open(
                    connector,
                    server.through(proxy.endpoint()),
                    new Loopback(Duration.ofSeconds(2), Duration.ofSeconds(2)));

    @BeforeEach
    void write() {
        store.put(key, Content.of(new byte[12_000_000]), PutOptions.defaults());
    }

    @AfterEach
    void close() {
        store.close();
        connector.close();
        proxy.close();
    }

    StoreException failure(ThrowingCallable call) {
        StoreException failure = catchThrowableOfType(StoreException.class, call);
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).doesNotContain(server.key()).endsWith(".");
        return failure;
    }
}
