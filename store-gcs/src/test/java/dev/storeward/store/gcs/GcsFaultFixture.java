package dev.storeward.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.testkit.gcs.GcsServer;
import dev.storeward.testkit.server.FaultProxy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A bucket behind a proxy that spoils calls when told, with one large object in it. */
abstract class GcsFaultFixture {
    final GcsServer server = GcsServer.start();
    final FaultProxy proxy = FaultProxy.to(server.endpoint());
    final GcsConnector connector =
            Loopback.connector(
                    proxy.endpoint(), new Loopback(Duration.ofSeconds(2), Duration.ofSeconds(2)));
    final ObjectKey key = new ObjectKey("fault/" + UUID.randomUUID());
    final ObjectStore store = Loopback.open(connector, server, Map.of());

    @BeforeEach
    void write() {
        store.put(key, Content.of(new byte[12_000_000]), PutOptions.defaults());
    }

    @AfterEach
    void close() {
        store.close();
        connector.close();
        proxy.close();
        server.close();
    }

    byte[] read(ObjectKey at) {
        return read(at, ByteRange.all());
    }

    byte[] read(ObjectKey at, ByteRange range) {
        try (ObjectBody body = store.get(at, range)) {
            return body.stream().readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static Content once(byte[] bytes) {
        return Content.once(new ByteArrayInputStream(bytes), OptionalLong.empty());
    }

    static StoreException failure(ThrowingCallable call) {
        StoreException failure = catchThrowableOfType(StoreException.class, call);
        assertThat(failure.getMessage())
                .doesNotContain("hunter2", "ya29", "PRIVATE KEY")
                .endsWith(".");
        return failure;
    }

    static Code codeOf(ThrowingCallable call) {
        return failure(call).code();
    }
}
