package dev.storeward.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.testkit.gcs.GcsServer;
import dev.storeward.testkit.gcs.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deletes at a service that has no batches, and of what a policy keeps. */
final class GcsDeletesTest {
    private static final List<ObjectKey> KEYS = List.of(new ObjectKey("a"), new ObjectKey("b"));

    private final GcsServer server = GcsServer.start();
    private final GcsConnector connector =
            Loopback.connector(
                    server.endpoint(), new Loopback(Duration.ofSeconds(2), Duration.ofSeconds(2)));
    private final ObjectStore store = Loopback.open(connector, server, Map.of());

    @AfterEach
    void close() {
        store.close();
        connector.close();
        server.close();
    }

    private void write() {
        KEYS.forEach(key -> store.put(key, Content.of(new byte[1]), PutOptions.defaults()));
    }

    private long batches() {
        return server.requests().stream().filter(request -> request.contains("/batch")).count();
    }

    @Test
    void aServiceWithoutBatchesIsAskedForOneOnceAndThenForSingleDeletes() {
        write();
        server.set(new Trouble.Answer("/batch", 501, "notImplemented"));

        assertThat(store.delete(KEYS)).isEmpty();
        assertThat(KEYS).allSatisfy(key -> assertThat(store.head(key)).isEmpty());
        assertThat(store.delete(KEYS)).isEmpty();
        assertThat(batches()).isEqualTo(1);
    }

    @Test
    void theProbeLearnsWhetherThereAreBatches() {
        assertThat(learned()).containsEntry(Trait.BATCH_DELETE, true);
        server.set(new Trouble.Answer("/batch", 501, "notImplemented"));
        assertThat(learned()).containsEntry(Trait.BATCH_DELETE, false);
    }

    @Test
    void aServiceThatIsKnownToHaveNoBatchesIsNotAskedForOne() {
        write();
        BackendSpec spec = spec().with(Profile.unknown().with(Trait.BATCH_DELETE, false));
        try (ObjectStore known =
                connector.open(spec, schema().credential(values()), new NoWayOut())) {
            assertThat(known.delete(KEYS)).isEmpty();
        }
        assertThat(batches()).isZero();
    }

    @Test
    void whatAPolicyKeepsIsToldWithItsDay() {
        Instant until = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS);
        server.retain(until);
        write();

        for (List<ObjectKey> keys : List.of(KEYS, KEYS.subList(0, 1))) {
            assertThat(store.delete(keys))
                    .hasSize(keys.size())
                    .extracting(DeleteFailure::reason)
                    .allSatisfy(failure -> {
                        assertThat(failure.code()).isEqualTo(Code.RETAINED);
                        assertThat(failure.until()).contains(until);
                        assertThat(failure)
                                .hasMessage(
                                        "A retention rule keeps the object in the bucket"
                                                + " test-bucket at Google Cloud Storage until "
                                                + until
                                                + ".");
                    });
        }
    }

    private Map<Trait, Boolean> learned() {
        return connector
                .probe()
                .learn(spec(), schema().credential(values()), new NoWayOut(), new ObjectKey("free"))
                .traits();
    }

    private ConnectorSchema schema() {
        return connector.schema();
    }

    private BackendSpec spec() {
        return schema().spec(values());
    }

    private Map<String, Secret> values() {
        return Secret.each(server.settings());
    }
}
