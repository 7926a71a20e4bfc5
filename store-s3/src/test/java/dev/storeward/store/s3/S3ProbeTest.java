package dev.storeward.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.testkit.server.CephServer;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is learned of servers below the level of objects. */
final class S3ProbeTest {
    private final S3Connector connector = Loopback.connector();
    private final ObjectKey free = new ObjectKey("probe/" + UUID.randomUUID());

    @AfterEach
    void close() {
        connector.close();
    }

    @Test
    void s3ProxyLooksAtDigestsAndTakesChunks() {
        S3Server server = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);

        Profile learned = learn(server);

        assertThat(learned.get(Trait.CHECKSUMS)).contains(true);
        assertThat(learned.get(Trait.CHUNKED_ENCODING)).contains(true);
        assertThat(learned.get(Trait.PRESIGN)).contains(true);
        assertThat(learned.get(Trait.COPY)).contains(true);
        assertNothingLeft(server);
    }

    @Test
    void cephLooksAtDigestsAndTakesSignedChunks() {
        S3Server server = CephServer.shared();

        Profile learned = learn(server);

        assertThat(learned.get(Trait.CHECKSUMS)).contains(true);
        assertThat(learned.get(Trait.CHUNKED_ENCODING)).contains(true);
        assertThat(learned.get(Trait.PRESIGN)).contains(true);
        assertNothingLeft(server);
    }

    @Test
    void aServerThatLooksAtNothingIsFoundOut() {
        try (CarelessServer careless = CarelessServer.start()) {
            Profile learned = learn(careless.server());

            assertThat(learned.get(Trait.CHECKSUMS)).contains(false);
            assertThat(learned.get(Trait.CHUNKED_ENCODING)).contains(false);
        }
    }

    @Test
    void nothingIsLearnedFromSilence() {
        S3Server server = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        try (FaultProxy proxy = FaultProxy.to(server.endpoint())) {
            proxy.set(new Fault.Refuse());

            StoreException failure =
                    catchThrowableOfType(
                            StoreException.class, () -> learn(server.through(proxy.endpoint())));

            assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
        }
    }

    private Profile learn(S3Server server) {
        return connector
                .probe()
                .learn(
                        connector
                                .schema()
                                .spec(Secret.each(values(server)))
                                .with(Profile.unknown().with(Trait.COPY, true)),
                        credential(server),
                        new Loopback(),
                        free);
    }

    private void assertNothingLeft(S3Server server) {
        try (ObjectStore store =
                connector.open(
                        connector.schema().spec(Secret.each(values(server))),
                        credential(server),
                        new Loopback())) {
            ObjectKey beside = new ObjectKey(free.value() + "-beside");
            store.put(beside, Content.of(new byte[1]), PutOptions.defaults());
            assertThat(store.list(new ListRequest(free.value(), "", 10)).objects())
                    .extracting(info -> info.key())
                    .containsExactly(beside);
        }
    }

    private Credential credential(S3Server server) {
        return connector.schema().credential(Secret.each(values(server)));
    }

    private static Map<String, String> values(S3Server server) {
        Map<String, String> values = new HashMap<>(server.settings());
        values.put("prefix", "learned");
        return values;
    }
}
