package dev.storeward.core.masterkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.crypto.CryptoException;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.db.Ids;
import dev.storeward.core.masterkey.MasterKeyStatus.KeyState;
import dev.storeward.core.masterkey.MasterKeyStatus.KnownKey;
import dev.storeward.core.masterkey.MasterKeyStatus.State;
import dev.storeward.core.masterkey.Nodes.One;
import dev.storeward.core.user.Keys;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sealed bytes that somebody moves within the database open nowhere but in their own row. */
class MovedValuesTest {
    private static final UUID NO_TENANT = new UUID(0, 0);
    private static final Set<String> SEALED =
            Set.of(
                    "tenant_key.sealed",
                    "link_key.sealed",
                    "backend_credential.sealed",
                    "manifest_key.sealed",
                    "api_key.sealed",
                    "signing_key.sealed",
                    "installation.check_value");
    private static final Set<String> NOT_SECRET =
            Set.of(
                    "api_key.hash",
                    "api_key.salt",
                    "console_session.digest",
                    "file.plain_sha256",
                    "manifest_key.public_key",
                    "migration_item.stored_sha256",
                    "migration_manifest.body",
                    "object.header",
                    "object.pieces",
                    "object.stored_sha256",
                    "scheduled_slots.task_data",
                    "scheduled_tasks.task_data",
                    "upload_piece.header",
                    "upload_piece.md5",
                    "upload_piece.sha256",
                    "upload_piece.stored_sha256",
                    "upload_ticket.token_sha256");

    @TempDir private Path folder;

    private final Nodes nodes = new Nodes();
    private One node;
    private UUID tenant;
    private UUID other;
    private UUID backend;

    @BeforeEach
    void fill() {
        node = nodes.start("one", folder.resolve("master.key"));
        tenant = nodes.tenant(node, "acme");
        other = nodes.tenant(node, "other");
        nodes.linkKey(node);
        nodes.linkKey(node);
        backend = nodes.backend(node, tenant, "theirs");
        nodes.backend(node, NO_TENANT, "shared");
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private SealedCredentials credentials() {
        return new SealedCredentials(nodes.core.tx, node.installation().sealer());
    }

    private void assertOnlyClosed(String... addresses) {
        assertThat(nodes.closedTo(node)).containsExactly(addresses);
    }

    @Test
    void aTenantsKeyUnderAnotherTenant() {
        nodes.core
                .tx
                .forSystem()
                .run(sql -> {
                    sql.update("DELETE FROM tenant_key WHERE tenant_id = ?", other);
                    sql.update(
                            "UPDATE tenant_key SET tenant_id = ? WHERE tenant_id = ?",
                            other,
                            tenant);
                });

        KeyRing ring = new KeyRing(nodes.core.tx, node.installation().sealer(), nodes.core.random);
        assertThatThrownBy(() -> ring.forWriting(other, Ids.next()))
                .isInstanceOf(CryptoException.class)
                .hasMessageContaining("was changed or belongs elsewhere");
    }

    @Test
    void aTenantsKeyUnderAnotherName() {
        nodes.core.sql(
                "UPDATE tenant_key SET key_id = 'tk_moved' WHERE tenant_id = '" + tenant + "'");

        assertOnlyClosed("tenant_key " + tenant + "/tk_moved");
    }

    @Test
    void aLinksKeyUnderAnotherKid() {
        nodes.core.sql(
                "UPDATE link_key a SET sealed = b.sealed FROM link_key b" + " WHERE a.kid < b.kid");

        assertThat(nodes.closedTo(node)).singleElement().asString().startsWith("link_key ");
    }

    @Test
    void aCredentialOfAnotherField() {
        nodes.core.sql(
                "UPDATE backend_credential a SET sealed = b.sealed FROM backend_credential b"
                        + " WHERE a.backend_id = '%s' AND b.backend_id = a.backend_id AND a.version = 2 AND b.version = 2"
                                .formatted(backend)
                        + " AND a.field = 'access_key' AND b.field = 'secret_key'");

        assertOnlyClosed("backend_credential " + backend + "/2/access_key");
        assertRefused(tenant);
    }

    @Test
    void aCredentialOfAnotherVersion() {
        nodes.core.sql(
                "UPDATE backend_credential a SET sealed = b.sealed FROM backend_credential b"
                        + " WHERE a.backend_id = '%s' AND b.backend_id = a.backend_id AND a.version = 2 AND b.version = 1"
                                .formatted(backend)
                        + " AND a.field = 'secret_key' AND b.field = 'secret_key'");

        assertOnlyClosed("backend_credential " + backend + "/2/secret_key");
        assertRefused(tenant);
    }

    @Test
    void aCredentialOfAnotherBackend() {
        nodes.core.sql(
                "UPDATE backend_credential a SET sealed = b.sealed FROM backend_credential b"
                        + " WHERE a.backend_id = '%s' AND b.backend_id <> a.backend_id AND a.version = 2 AND b.version = 2"
                                .formatted(backend)
                        + " AND a.field = 'secret_key' AND b.field = 'secret_key'");

        assertOnlyClosed("backend_credential " + backend + "/2/secret_key");
        assertRefused(tenant);
    }

    @Test
    void aCredentialWhoseBackendIsGivenToAnotherTenant() {
        nodes.core.sql(
                "UPDATE backend SET tenant_id = '" + other + "' WHERE id = '" + backend + "'");

        assertThat(nodes.closedTo(node))
                .hasSize(4)
                .allSatisfy(a -> assertThat(a).contains(backend.toString()));
        assertRefused(other);
    }

    @Test
    void aSigningKeysSecretUnderAnotherKeyAndOfAnotherUser() {
        Keys.Issued one = nodes.signingKey(node, tenant);
        Keys.Issued two = nodes.signingKey(node, other);
        nodes.core.sql(
                "UPDATE signing_key a SET sealed = b.sealed FROM signing_key b"
                        + " WHERE a.key_id = '%s' AND b.key_id = '%s'"
                                .formatted(one.key().id(), two.key().id()));
        assertOnlyClosed("signing_key " + one.key().id());

        nodes.core.sql(
                "UPDATE api_key SET user_id = '%s' WHERE id = '%s'"
                        .formatted(one.key().userId(), two.key().id()));
        assertThat(nodes.closedTo(node))
                .containsExactlyInAnyOrder(
                        "signing_key " + one.key().id(), "signing_key " + two.key().id());
        for (Keys.Issued moved : List.of(one, two)) {
            assertThatThrownBy(() -> nodes.signing(node).find(moved.key().prefix()))
                    .isInstanceOf(CryptoException.class)
                    .hasMessageContaining("was changed or belongs elsewhere");
        }
    }

    private void assertRefused(UUID owner) {
        assertThatThrownBy(() -> credentials().credentialOf(nodes.access(backend, owner)))
                .isInstanceOf(CryptoException.class)
                .hasMessageContaining("was changed or belongs elsewhere");
    }

    @Test
    void aRotationLeavesWhatDoesNotOpenAsItIsAndTellsOfIt() {
        nodes.core.sql(
                "UPDATE tenant_key SET key_id = 'tk_moved' WHERE tenant_id = '" + tenant + "'");
        String old = node.installation().sealer().currentKeyId();

        nodes.rotate(node);
        node.rotation().work();

        MasterKeyStatus done = nodes.status(node);
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.progress().unreadable()).isEqualTo(1);
        assertThat(done.progress().remaining()).isEqualTo(1);
        assertThat(done.keys().getFirst())
                .extracting(KnownKey::id, KnownKey::state, KnownKey::references)
                .containsExactly(old, KeyState.OLD, 1L);
        assertOnlyClosed("tenant_key " + tenant + "/tk_moved");

        nodes.core.sql("DELETE FROM tenant_key WHERE key_id = 'tk_moved'");
        assertThat(nodes.status(node).keys().getFirst().state()).isEqualTo(KeyState.RETIRABLE);
    }

    @Test
    void everyColumnOfBytesIsKnownToBeSealedAndRewrappedOrNoSecret() {
        List<String> columns =
                nodes.core
                        .tx
                        .forSystem()
                        .statement(sql ->
                                sql.list(
                                        """
                                        SELECT c.table_name || '.' || c.column_name AS name
                                        FROM information_schema.columns c
                                        JOIN information_schema.tables t USING (table_schema, table_name)
                                        WHERE c.table_schema = 'public' AND c.udt_name = 'bytea'
                                          AND t.table_type = 'BASE TABLE' AND c.table_name !~ '^migration_item_[0-9]$' AND t.table_name <> 'flyway_schema_history'
                                        """,
                                        row -> row.text("name")));

        assertThat(columns)
                .as("a new sealed column needs a SealedRows, and both lists of tables to know it")
                .allSatisfy(column ->
                        assertThat(SEALED.contains(column) || NOT_SECRET.contains(column))
                                .as(column)
                                .isTrue())
                .containsAll(SEALED);
        assertThat(Nodes.TABLES.stream().map(rows -> rows.table() + ".sealed"))
                .allSatisfy(column -> assertThat(SEALED).contains(column))
                .hasSize(SEALED.size() - 1);
    }
}
