package dev.storeward.core.migration.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Role;
import dev.storeward.core.crypto.Installation;
import dev.storeward.core.db.Ids;
import dev.storeward.core.tenant.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a manifest says of the rows of a migration, and when it is not signed. */
class ManifestsTest {
    private static final UUID MIGRATION = UUID.fromString("01a20132-6102-77ea-aaee-b4dc230b8943");

    @TempDir private Path folder;

    private final CoreFixture core = CoreFixture.start();
    private final Tenant acme = core.tenant("acme");
    private Manifests manifests;
    private ManifestKeys keys;
    private UUID own;
    private UUID shared;

    @BeforeEach
    void aMigrationThatHasEnded() {
        Installation installation =
                Installation.open(
                        core.tx, folder.resolve("master.key"), core.random, InstantSource.system());
        keys = new ManifestKeys(core.tx, installation.sealer(), core.random);
        manifests = new Manifests(core.tx, keys);
        shared = location("s3", "http://10.0.0.5:9000", "everybody", null);
        own = location("s3", "https://s3.acme.test", "acme", acme.id());
        UUID backend = backend(own);
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO migration (id, tenant_id, state, source_kind, home_backend_id,
                                  target_backend_id, target_location_id, target_kind, total_files, total_bytes,
                                  slots, placement_version, placement_before, grace_seconds, concurrency,
                                  started_at, completed_at, initiated_by, initiated_by_email)
                                VALUES (?, ?, 'completed_with_errors', 'shared', ?, ?, ?, 'own', 0, 0, 1, 1, '{}', 0, 1,
                                  '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z', ?, '')
                                """,
                                MIGRATION,
                                acme.id(),
                                backend,
                                backend,
                                own,
                                core.admin.userId()));
    }

    @AfterEach
    void close() {
        core.close();
    }

    private UUID location(String connector, String endpoint, String bucket, @Nullable UUID owner) {
        UUID id = Ids.next();
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO location (id, owner_tenant_id, connector, endpoint, bucket, prefix, created_at)
                                VALUES (?, ?, ?, ?, ?, 'p', now())
                                """,
                                id,
                                owner,
                                connector,
                                endpoint,
                                bucket));
        return id;
    }

    private UUID backend(UUID location) {
        UUID id = Ids.next();
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO backend (id, tenant_id, name, location_id, connector, settings, state,
                                  credential_version, created_at, updated_at)
                                VALUES (?, ?, 'own', ?, 's3', '{}', 'active', 1, now(), now())
                                """,
                                id,
                                acme.id(),
                                location));
        return id;
    }

    private void items(int count, String state, UUID from, @Nullable UUID to) {
        core.tx
                .forTenant(acme.id())
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO migration_item (tenant_id, migration_id, file_id, slot, state, size,
                                  from_object, to_location, from_location, from_key, to_key, stored_size,
                                  stored_sha256, not_before, ended_at)
                                SELECT ?, ?, gen_random_uuid(), 0, ?, 7, gen_random_uuid(), ?, ?, 'a/' || n, 'b/' || n,
                                  100 + n, decode(repeat('ab', 32), 'hex'), now(), '2026-01-01T00:30:00Z'
                                FROM generate_series(1, ?) AS n
                                """,
                                acme.id(),
                                MIGRATION,
                                state,
                                to,
                                from,
                                count));
    }

    /** As the engine counts them, in the transaction that ends them. */
    private void counted(int count, String state) {
        core.sql(
                """
                INSERT INTO migration_slot (tenant_id, migration_id, slot, %1$s_files, touched_at)
                VALUES ('%2$s', '%3$s', 0, %4$d, now())
                ON CONFLICT (tenant_id, migration_id, slot) DO UPDATE SET %1$s_files = %4$d
                """
                        .formatted(state, acme.id(), MIGRATION, count));
    }

    private List<JsonNode> written() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            manifests.of(core.admin, MIGRATION).writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return lines(out);
    }

    private static List<JsonNode> lines(ByteArrayOutputStream out) {
        List<JsonNode> lines = new ArrayList<>();
        out.toString(StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> lines.add(JsonMapper.shared().readTree(line)));
        return lines;
    }

    @Test
    void everyMovedFileIsNamedOnceInOrderWhateverTheirNumber() {
        items(2_503, "migrated", shared, null);
        core.sql("UPDATE migration_item SET piece_sizes = '50x2,1x1' WHERE stored_size = 101");
        items(3, "skipped", shared, null);
        items(2, "failed", shared, null);
        counted(3, "skipped");
        counted(2, "failed");

        List<JsonNode> lines = written();

        assertThat(lines).hasSize(2_505);
        JsonNode header = lines.getFirst();
        assertThat(header.path("files").longValue()).isEqualTo(2_503);
        assertThat(header.path("bytes").longValue()).isEqualTo(2_503 * 100 + 2_503 * 2_504 / 2);
        assertThat(header.path("skipped_files").longValue()).isEqualTo(3);
        assertThat(header.path("failed_files").longValue()).isEqualTo(2);
        assertThat(header.path("status").stringValue()).isEqualTo("completed_with_errors");
        assertThat(lines.subList(1, 2_504).stream().map(line -> line.path("file_id").stringValue()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(lines.stream().filter(line -> line.has("pieces")))
                .extracting(
                        line -> line.path("size").intValue() + " " + line.path("pieces").asString())
                .containsExactly("101 50x2,1x1");
        assertThat(lines.getLast().path("type").stringValue()).isEqualTo("signature");
    }

    @Test
    void aMigrationThatMovedNothingHasAManifestToo() {
        items(2, "failed", shared, null);
        counted(2, "failed");

        List<JsonNode> lines = written();

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().path("files").longValue()).isZero();
        assertThat(lines.getFirst().path("failed_files").longValue()).isEqualTo(2);
        assertThat(lines.getFirst().path("locations")).isEmpty();
    }

    @Test
    void theOperatorsEndpointsAndFoldersAreNotTold() {
        UUID folderPlace = location("filesystem", "", "/srv/files", acme.id());
        items(1, "migrated", shared, null);
        items(1, "migrated", folderPlace, null);

        JsonNode locations = written().getFirst().path("locations");

        assertThat(locations.path(shared.toString()).toString())
                .isEqualTo(
                        "{\"connector\":\"s3\",\"endpoint\":\"\",\"bucket\":\"everybody\",\"prefix\":\"p\"}");
        assertThat(locations.path(own.toString()).toString())
                .isEqualTo(
                        "{\"connector\":\"s3\",\"endpoint\":\"https://s3.acme.test\",\"bucket\":\"acme\",\"prefix\":\"p\"}");
        assertThat(locations.path(folderPlace.toString()).toString())
                .isEqualTo(
                        "{\"connector\":\"filesystem\",\"endpoint\":\"\",\"bucket\":\"\",\"prefix\":\"\"}");
    }

    @Test
    void aFileThatWentElsewhereThanTheTargetIsNamedWhereItIs() {
        UUID revived = location("s3", "https://s3.acme.test", "older", acme.id());
        items(1, "migrated", own, revived);

        JsonNode line = written().get(1);

        assertThat(line.at("/to/location").stringValue()).isEqualTo(revived.toString());
        assertThat(line.at("/to/key").stringValue()).isEqualTo("b/1");
        assertThat(line.at("/from/key").stringValue()).isEqualTo("a/1");
        assertThat(line.path("size").longValue()).isEqualTo(101);
        assertThat(line.path("sha256").stringValue()).isEqualTo("ab".repeat(32));
        assertThat(line.path("verified_at").stringValue()).isEqualTo("2026-01-01T00:30:00Z");
    }

    @Test
    void aManifestOfAMigrationThatGoesOnMeanwhileIsNotSigned() {
        items(1_500, "migrated", shared, null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStream disturbing =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        out.write(b);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        if (out.size() == 0) {
                            core.sql("UPDATE migration SET state = 'in_progress'");
                        }
                        out.write(bytes, offset, length);
                    }
                };

        assertThatThrownBy(() -> manifests.of(core.admin, MIGRATION).writeTo(disturbing))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("went on while its manifest was written");
        assertThat(lines(out)).hasSize(1_501).noneMatch(line -> line.has("signature"));
    }

    @Test
    void onlyAnEndedMigrationOfOnesOwnHasAManifest() {
        Tenant other = core.tenant("other");
        assertThat(
                        Problems.of(() ->
                                manifests.of(
                                        core.caller(other, "s@other.test", Role.SUPERVISOR),
                                        MIGRATION)))
                .isInstanceOf(Problem.Foreign.class);
        assertThat(
                        Problems.of(() ->
                                manifests.of(
                                        core.caller(acme, "m@acme.test", Role.MEMBER), MIGRATION)))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(Problems.of(() -> manifests.of(core.admin, new UUID(1, 1))))
                .isInstanceOf(Problem.NotFound.class);
        core.sql("UPDATE migration SET state = 'pending'");
        assertThat(Problems.of(() -> manifests.of(core.admin, MIGRATION)))
                .isInstanceOf(Problem.MigrationInProgress.class);
    }

    @Test
    void thereIsOneKeyHoweverManyAskForItFirst() {
        List<String> ids =
                IntStream.range(0, 4)
                        .parallel()
                        .mapToObj(i -> keys.list(core.admin).getFirst().id())
                        .toList();

        assertThat(ids).hasSize(4).containsOnly(ids.getFirst());
        assertThat(keys.list(core.admin)).hasSize(1);
        assertThat(keys.list(core.admin).getFirst().encoded()).startsWith("MCowBQYDK2VwAyEA");
    }
}
