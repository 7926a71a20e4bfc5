package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.ProblemException;
import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.memory.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An upload, or a copy, that is told that its key is taken: by what it sent itself, or by another's
 * object.
 */
class RefusedWriteTest {
    @TempDir Path folder;

    private final CoreFixture core = CoreFixture.start();
    private final Map<String, MemoryStore> buckets = new ConcurrentHashMap<>();
    private final List<ObjectKey> taken = new ArrayList<>();

    @AfterEach
    void close() {
        core.close();
    }

    /** Has the first put find its key taken by an object that this row wrote. */
    private void upload(UUID otherThanTheRows) {
        ModelTenant tenant =
                new ModelTenant(
                        ModelTenant.ground(core, folder),
                        "refused",
                        buckets,
                        new Trouble(1),
                        (key, fault) -> {
                            if (taken.isEmpty()) {
                                taken.add(key);
                                hold(key, otherThanTheRows);
                                throw new StoreException(
                                        StoreException.Code.ALREADY_EXISTS, "The object exists.");
                            }
                        });
        tenant.put(new Random(1));
        assertThat(tenant.files).isEmpty();
    }

    private void hold(ObjectKey key, UUID writer) {
        String mark = writer.equals(new UUID(0, 0)) ? rowOf(key) : writer.toString();
        ModelNode.bucket(buckets, "shared")
                .put(
                        key,
                        Content.of(new byte[10]),
                        new PutOptions(
                                false,
                                "application/octet-stream",
                                Map.of(PutOptions.WRITER, mark)));
    }

    private String rowOf(ObjectKey key) {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT id FROM object WHERE key = ?",
                                row -> row.uuid("id").toString(),
                                key.value()));
    }

    private List<String> rows() {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.list(
                                """
                                SELECT o.state || ' ' || o.passes || ' ' || u.charged AS row
                                FROM object o JOIN usage u ON u.tenant_id = o.tenant_id
                                """,
                                row -> row.text("row")));
    }

    private boolean isThere() {
        return ModelNode.bucket(buckets, "shared").head(taken.getFirst()).isPresent();
    }

    @Test
    void whatItSentItselfIsRemovedAndItsRowStaysAsLongAsLateBytesAreFeared() {
        upload(new UUID(0, 0));

        assertThat(isThere()).isFalse();
        assertThat(rows()).containsExactly("doomed 1 0");
    }

    @Test
    void anothersObjectStays() {
        upload(UUID.randomUUID());

        assertThat(isThere()).isTrue();
        assertThat(rows()).containsExactly("doomed 1 0");
    }

    @Test
    void aRefundThatFindsTheTenantsRowHeldIsMadeUpForLater() throws SQLException {
        try (Connection other = core.database.dataSource().getConnection()) {
            ModelTenant tenant =
                    new ModelTenant(
                            ModelTenant.ground(core, folder),
                            "held",
                            buckets,
                            new Trouble(1),
                            (key, fault) -> {
                                if (taken.isEmpty()) {
                                    taken.add(key);
                                    holdUsage(other);
                                    throw new StoreException(
                                            StoreException.Code.INVALID, "It is refused.");
                                }
                            });

            assertThatThrownBy(() -> tenant.upload("f0.bin", new byte[1_000]))
                    .isInstanceOf(ProblemException.class);
            tenant.retryLater.settle();
            assertThat(charged()).as("while the row is held").isPositive();

            other.rollback();
            tenant.retryLater.settle();

            assertThat(charged()).isZero();
        }
    }

    private static void holdUsage(Connection other) {
        try (Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SET LOCAL storeward.tenant = 'system'");
            statement.execute("SELECT charged FROM usage FOR UPDATE");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long charged() {
        return core.tx
                .forSystem()
                .statement(
                        sql -> sql.one("SELECT charged FROM usage", row -> row.number("charged")));
    }

    /**
     * Moves one file to a place that copies nothing by itself, at which this lies by then.
     *
     * @param mark null where the store keeps no metadata
     * @return the rows of objects there
     */
    private List<String> move(ModelMoves moves, boolean sameBytes, @Nullable String mark) {
        while (moves.tenant.files.size() < 1) {
            moves.tenant.put(moves.random);
        }
        Migration begun = moves.startTo(2);
        MemoryStore source = ModelNode.bucket(moves.tenant.buckets, "shared");
        MemoryStore target = ModelNode.bucket(moves.tenant.buckets, "apart-lost");
        Migration ended =
                moves.finish(
                        begun,
                        (key, fault) -> {
                            if (taken.isEmpty()) {
                                taken.add(key);
                                target.put(
                                        key,
                                        Content.of(sameBytes ? bytes(source, key) : new byte[9]),
                                        new PutOptions(
                                                false,
                                                "application/octet-stream",
                                                mark == null
                                                        ? Map.of()
                                                        : Map.of(PutOptions.WRITER, mark)));
                            }
                        });
        assertThat(ended.state()).isEqualTo(Migration.State.COMPLETED);
        assertThat(ended.progress().migratedFiles()).isEqualTo(1);
        String key = taken.getFirst().value();
        return moves.core
                .tx
                .forSystem()
                .statement(sql ->
                        sql.list(
                                """
                                SELECT CASE WHEN o.key = ? THEN 'usual' ELSE 'other' END || ' key ' || o.state AS row
                                FROM object o JOIN backend b ON b.location_id = o.location_id
                                WHERE b.id = ? ORDER BY 1
                                """,
                                row -> row.text("row"),
                                key,
                                moves.tenant.places.get(2)));
    }

    private static byte[] bytes(MemoryStore store, ObjectKey key) {
        try (ObjectBody body = store.get(key, ByteRange.all())) {
            return body.stream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCopyKnowsWhatItSentItselfByItsBytesWhereTheStoreKeepsNoMark() {
        try (ModelMoves moves = new ModelMoves(folder, "lost")) {
            assertThat(move(moves, true, null)).containsExactly("usual key live");
        }
    }

    @Test
    void aCopyGetsAnotherKeyWhereOtherBytesLie() {
        try (ModelMoves moves = new ModelMoves(folder, "lost")) {
            assertThat(move(moves, false, null)).containsExactly("other key live");
        }
    }

    @Test
    void aCopyGetsAnotherKeyWhereAnotherWroteTheSame() {
        try (ModelMoves moves = new ModelMoves(folder, "lost")) {
            assertThat(move(moves, true, UUID.randomUUID().toString()))
                    .containsExactly("other key live");
        }
    }
}
