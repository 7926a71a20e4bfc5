package dev.storeward.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.db.DatabaseException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final UUID CONTENT = new UUID(3, 4);
    private static final byte[] PLAIN = ContentCipherFixture.random(1_000, 1);

    private final CryptoDatabase database = CryptoDatabase.create();
    private final Sealer sealer;
    private final KeyRing ring;

    KeyRingTest(@TempDir Path folder) {
        sealer =
                Installation.open(
                                database.tx(),
                                folder.resolve("master.key"),
                                RANDOM,
                                InstantSource.system())
                        .sealer();
        ring = newRing();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void letsAnotherNodeReadWhatThisOneWrote() throws IOException {
        UUID tenant = database.newTenant();
        ContentCipher writing = ring.forWriting(tenant, CONTENT);
        ContentCipherFixture.Stored stored = ContentCipherFixture.store(writing, PLAIN);

        ContentCipher reading = newRing().forReading(tenant, CONTENT, writing.keyId());

        assertThat(ContentCipherFixture.read(reading, stored, 0, PLAIN.length, PLAIN.length))
                .isEqualTo(PLAIN);
    }

    @Test
    void makesOneKeyForEachTenantHoweverOftenItIsUsed() {
        UUID one = database.newTenant();
        UUID other = database.newTenant();

        String key = ring.forWriting(one, CONTENT).keyId();

        assertThat(ring.forWriting(one, new UUID(5, 6)).keyId()).isEqualTo(key);
        assertThat(newRing().forWriting(one, CONTENT).keyId()).isEqualTo(key);
        assertThat(ring.forWriting(other, CONTENT).keyId()).isNotEqualTo(key);
        assertThat(keysOf(one)).isEqualTo(1);
    }

    @Test
    void makesOneFirstKeyWhenSeveralNodesAskAtOnce() throws Exception {
        UUID tenant = database.newTenant();
        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> uses =
                    IntStream.range(0, 8)
                            .<Callable<String>>mapToObj(
                                    i -> () -> newRing().forWriting(tenant, CONTENT).keyId())
                            .toList();
            Set<String> ids = new HashSet<>();
            for (Future<String> use : nodes.invokeAll(uses)) {
                ids.add(use.get());
            }
            assertThat(ids).hasSize(1);
        }
        assertThat(keysOf(tenant)).isEqualTo(1);
    }

    @Test
    void writesWithAnAddedKeyAndStillReadsWithTheOneBefore() throws IOException {
        UUID tenant = database.newTenant();
        ContentCipher before = ring.forWriting(tenant, CONTENT);
        ContentCipherFixture.Stored stored = ContentCipherFixture.store(before, PLAIN);

        String added = ring.addKey(tenant);

        assertThat(added).isNotEqualTo(before.keyId());
        assertThat(ring.forWriting(tenant, CONTENT).keyId()).isEqualTo(added);
        assertThat(newRing().forWriting(tenant, CONTENT).keyId()).isEqualTo(added);
        ContentCipher old = newRing().forReading(tenant, CONTENT, before.keyId());
        assertThat(ContentCipherFixture.read(old, stored, 0, PLAIN.length, PLAIN.length))
                .isEqualTo(PLAIN);
    }

    @Test
    void knowsNoKeyOfAnotherTenant() {
        UUID one = database.newTenant();
        UUID other = database.newTenant();
        String key = ring.forWriting(one, CONTENT).keyId();

        assertThatThrownBy(() -> ring.forReading(other, CONTENT, key))
                .isInstanceOf(CryptoException.class)
                .hasMessage("The tenant %s has no key %s.", other, key);
    }

    @Test
    void refusesASealedKeyThatWasMovedToAnotherTenant() {
        UUID one = database.newTenant();
        UUID other = database.newTenant();
        String key = ring.forWriting(one, CONTENT).keyId();
        database.tx()
                .forSystem()
                .run(sql -> sql.update("UPDATE tenant_key SET tenant_id = ?", other));

        assertThatThrownBy(() -> newRing().forReading(other, CONTENT, key))
                .isInstanceOf(CryptoException.class)
                .hasMessageContaining("was changed or belongs elsewhere");
    }

    @Test
    void makesNoKeyForATenantThatDoesNotExist() {
        assertThatThrownBy(() -> ring.forWriting(new UUID(8, 8), CONTENT))
                .isInstanceOf(DatabaseException.class);
        assertThat(keysOf(new UUID(8, 8))).isZero();
    }

    @Test
    void printsHowManyKeysAreOpenAndNothingElse() {
        ring.forWriting(database.newTenant(), CONTENT);
        assertThat(ring.toString()).isEqualTo("KeyRing[1 open]");
    }

    private KeyRing newRing() {
        return new KeyRing(database.tx(), sealer, RANDOM);
    }

    private long keysOf(UUID tenant) {
        return database.tx()
                .forTenant(tenant)
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM tenant_key WHERE tenant_id = ?",
                                row -> row.number("n"),
                                tenant));
    }
}
