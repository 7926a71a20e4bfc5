package dev.storeward.core.db.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Schema;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.user.NewKey;
import dev.storeward.store.Secret;
import dev.storeward.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    @TempDir private Path disk;

    private final CoreFixture core = CoreFixture.start();
    private final TestDatabase other = TestDatabase.create();
    private Path file;

    @BeforeEach
    void someRowsOfEverything() {
        file = disk.resolve("a.backup");
        core.sql(
                "INSERT INTO installation (id, master_key_id, check_value) VALUES (gen_random_uuid(), 'mk_7', '\\x0001ff')");
        Tenant tenant = core.tenant("acme");
        core.keys.createSigning(
                core.admin,
                core.user(tenant, "a@example.com", Role.MEMBER).id(),
                new NewKey("signs", null),
                InSameTransaction.nothing());
        core.sql("UPDATE tenant SET name = E'tab\\t, newline\\n, \\\\N and ü'");
        core.sql(
                "INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token, format, key_id, header, charged, created_at, deadline) SELECT '"
                        + tenant.id()
                        + "', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'k' || n, 'live', gen_random_uuid(), gen_random_uuid(), 1, 'k', '\\xdeadbeef', n, now(), now() FROM generate_series(1, 500) n");
        core.sql(
                "INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type, size, plain_sha256, content_id, object_id, uploaded_at) SELECT tenant_id, gen_random_uuid(), gen_random_uuid(), key, key, 'general', 't', charged, '\\x00', content_id, id, now() FROM object");
        core.sql(
                "INSERT INTO tenant_key (tenant_id, key_id, sealed) SELECT id, 'tk_1', '\\x00' FROM tenant");
        core.sql(
                "INSERT INTO audit (id, at, actor_email, action, target, details, request_id) VALUES (gen_random_uuid(), '2020-02-03', 'x', 'old', 't', '{}', 'r')");
    }

    @AfterEach
    void close() {
        core.close();
        other.close();
    }

    private DatabaseSettings otherSettings() {
        return new DatabaseSettings(
                other.jdbcUrl(),
                other.owner().user(),
                Secret.of(other.owner().password().reveal()),
                other.app().user(),
                Secret.of(other.app().password().reveal()),
                2);
    }

    private Manifest backup() {
        return Backup.write(core.settings(), file, NOW);
    }

    private void restore() {
        Schema.migrateTo(otherSettings(), Restore.manifest(file).schema());
        Restore.requireEmpty(otherSettings());
        Restore.read(otherSettings(), file);
    }

    /** Every row of every table as text. */
    private static Map<String, List<String>> rows(Connection connection) throws SQLException {
        Map<String, List<String>> rows = new TreeMap<>();
        connection.setAutoCommit(false);
        DumpTable.seeAll(connection);
        for (String table : DumpTable.tables(connection)) {
            try (Statement statement = connection.createStatement();
                    ResultSet found =
                            statement.executeQuery(
                                    "SELECT t::text FROM \"" + table + "\" t ORDER BY 1")) {
                List<String> texts = new ArrayList<>();
                while (found.next()) {
                    texts.add(found.getString(1));
                }
                rows.put(table, texts);
            }
        }
        connection.rollback();
        return rows;
    }

    @Test
    void everyRowOfEveryTableComesBack() throws SQLException {
        Manifest manifest = backup();
        restore();

        Map<String, List<String>> before;
        try (Connection connection = Schema.asOwner(core.settings())) {
            before = rows(connection);
        }
        Map<String, List<String>> after;
        try (Connection connection = Schema.asOwner(otherSettings())) {
            after = rows(connection);
        }
        assertThat(after.remove("installation"))
                .as("held by the transaction that brought the rows")
                .singleElement()
                .asString()
                .contains("mk_7", "EXTERNAL backup - - -");
        assertThat(before.remove("installation")).singleElement().asString().contains("mk_7");
        assertThat(after).isEqualTo(before);
        assertThat(before.get("object")).hasSize(500);
        assertThat(before.get("file")).hasSize(500);
        assertThat(before.get("place_delta")).hasSize(500);
        assertThat(manifest.masterKeys()).first().isEqualTo("mk_7");
        assertThat(before.get("signing_key"))
                .singleElement()
                .satisfies(key ->
                        assertThat(manifest.masterKeys())
                                .as("the key that its secret is sealed under")
                                .anyMatch(used -> key.endsWith("," + used + ")")));
        assertThat(manifest.createdAt()).isEqualTo("2026-11-27T10:00:00Z");
        assertThat(manifest.auditMonths()).contains("2020-02-01");
    }

    @Test
    void whatIsRestoredIsBehindItsPoliciesAndCountsOn() throws SQLException {
        backup();
        restore();

        try (Connection connection = Schema.asOwner(otherSettings())) {
            assertThat(DumpTable.unforced(connection)).isEmpty();
            assertThat(DumpTable.forced(connection)).contains("file", "object", "tenant");
        }
        try (Database database = Database.open(otherSettings())) {
            long number =
                    database.tx()
                            .forSystem()
                            .statement(sql ->
                                    sql.one(
                                            "INSERT INTO tenant (id, slug, name, plan, external_id, created_at) SELECT gen_random_uuid(), 'next', 'n', plan, gen_random_uuid(), now() FROM tenant LIMIT 1 RETURNING number",
                                            row -> row.number("number")));
            assertThat(number).isEqualTo(2);
        }
    }

    @Test
    void theFileIsItsOwnersAloneAndNotWrittenOver() throws Exception {
        backup();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(this::backup)
                .isInstanceOf(BackupException.class)
                .hasMessage("The file " + file + " exists: name another one.");
        try (var files = Files.list(disk)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileThatWasCutOffOrChangedIsRefusedAndLeavesNoRow() throws Exception {
        backup();
        byte[] whole = Files.readAllBytes(file);

        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(this::restore)
                .hasMessage(
                        file + " is no backup, or was cut off while it was written: use another.");

        Files.write(file, changed(whole));
        assertThatThrownBy(this::restore).isInstanceOf(BackupException.class);
        try (Connection connection = Schema.asOwner(otherSettings())) {
            assertThat(rows(connection).values().stream().mapToLong(List::size).sum()).isZero();
            assertThat(DumpTable.unforced(connection)).isEmpty();
        }

        Files.write(file, whole);
        restore();
    }

    /** With another digest in its manifest, which no checksum of the archive itself covers. */
    private static byte[] changed(byte[] whole) throws Exception {
        Path archive = Files.createTempFile("changed", ".backup");
        Files.write(archive, whole);
        try (var system = java.nio.file.FileSystems.newFileSystem(archive)) {
            Path manifest = system.getPath(Backup.MANIFEST);
            String text = Files.readString(manifest, StandardCharsets.UTF_8);
            Files.writeString(
                    manifest,
                    text.replaceFirst("\"sha256\" : \"[0-9a-f]{4}", "\"sha256\" : \"0000"));
        }
        byte[] bytes = Files.readAllBytes(archive);
        Files.delete(archive);
        return bytes;
    }

    @Test
    void aDatabaseThatHoldsAnInstallationIsNotRestoredInto() {
        assertThatThrownBy(() -> Restore.requireEmpty(core.settings()))
                .hasMessage(
                        "The database is not empty: a backup is restored into a new data folder,"
                                + " or into an external database without tables.");
    }

    @Test
    void aBackupOfANewerReleaseNamesIt() {
        assertThatThrownBy(() -> Schema.migrateTo(otherSettings(), "9999"))
                .hasMessage(
                        "This release does not know the schema's version 9999: use the release that"
                                + " wrote it, or a newer one.");
    }
}
