package dev.storeward.server.proof.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.Ids;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.SharedServers;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where a file lies that was uploaded while its place was changed, or its tenant was moving. */
@ExtendWith(SharedServers.class)
class PlaceOfUploadsTest {
    private static final byte[] TEXT = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
    private static RunningServer server;

    private Member member;
    private Http http;

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    }

    @BeforeEach
    void newMember() {
        member = server.member(1 << 20);
        http = new Http(server, member.key());
    }

    /** A folder of the tenant as its backend. */
    private UUID backend(String name) {
        String folder =
                server.data().resolve("objects").resolve(member.slug() + "-" + name).toString();
        Answer made =
                new Http(server, RunningServer.ADMIN_KEY)
                        .postJson(
                                "/api/v1/platform/tenants/" + member.tenantId() + "/backends",
                                "{\"name\":\"%s\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                                        .formatted(name, folder));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return UUID.fromString(made.json().path("id").stringValue());
    }

    private static UUID shared() {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT id FROM backend WHERE tenant_id IS NULL AND name = 'shared' AND state = 'active'",
                                row -> row.uuid("id")));
    }

    private void place(UUID backendId) {
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                "UPDATE placement SET backend_id = ?, version = version + 1 WHERE tenant_id = ?",
                                backendId,
                                member.tenantId()));
    }

    private void migration(UUID source, UUID target) {
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO migration (id, tenant_id, state, source_backend_id, source_location_id,
                                  source_kind, home_backend_id, target_backend_id, target_location_id, target_kind,
                                  total_files, total_bytes, slots, placement_version, placement_before,
                                  grace_seconds, concurrency, started_at, initiated_by, initiated_by_email)
                                SELECT ?, ?, 'in_progress', s.id, s.location_id, 'own', t.id, t.id, t.location_id,
                                  'own', 0, 0, 1, 1, '{}', 0, 1, now(), ?, ''
                                FROM backend t LEFT JOIN backend s ON s.id = ? WHERE t.id = ?
                                """,
                                Ids.next(),
                                member.tenantId(),
                                member.userId(),
                                source,
                                target));
    }

    private void migration(UUID target) {
        migration(new UUID(0, 0), target);
    }

    private void end() {
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                "UPDATE migration SET state = 'completed' WHERE tenant_id = ?",
                                member.tenantId()));
    }

    /** Uploads a file and tells the backend it lies on. */
    private UUID uploaded(String storageKey) {
        String query =
                "file_name=a.csv" + (storageKey.isEmpty() ? "" : "&storage_key=" + storageKey);
        Answer answer = http.upload(query, TEXT);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return backendOf(answer.json().path("data").path("file_path").stringValue());
    }

    private UUID backendOf(String address) {
        return server.tx()
                .forTenant(member.tenantId())
                .statement(sql ->
                        sql.one(
                                """
                                SELECT b.id FROM file f JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                                JOIN backend b ON b.location_id = o.location_id
                                WHERE f.tenant_id = ? AND f.address = ?
                                """,
                                row -> row.uuid("id"),
                                member.tenantId(),
                                address));
    }

    @Test
    void whileEverythingMovesAllNewFilesGoToTheTarget() {
        UUID first = backend("first");
        UUID target = backend("target");
        place(first);
        migration(target);

        assertThat(uploaded("")).isEqualTo(target);
        assertThat(uploaded("first")).isEqualTo(target);
        assertThat(uploaded("shared")).isEqualTo(target);
        assertThat(uploaded("target")).isEqualTo(target);

        end();
        assertThat(uploaded("")).isEqualTo(first);
        assertThat(uploaded("shared")).isEqualTo(shared());
    }

    @Test
    void whileOneBackendMovesOnlyWhatWouldGoThereGoesToTheTarget() {
        UUID source = backend("source");
        UUID bystander = backend("bystander");
        UUID target = backend("target");
        place(source);
        migration(source, target);

        assertThat(uploaded("")).isEqualTo(target);
        assertThat(uploaded("source")).isEqualTo(target);
        assertThat(uploaded("bystander")).isEqualTo(bystander);
        assertThat(uploaded("shared")).isEqualTo(shared());
    }

    @Test
    void whatMovesToTheSharedStoreGoesThere() {
        UUID source = backend("source");
        place(source);
        migration(source, shared());

        assertThat(uploaded("")).isEqualTo(shared());
        assertThat(uploaded("source")).isEqualTo(shared());
    }

    @Test
    void aPromisedUploadFollowsTheMigrationAndReturnsAfterIt() {
        UUID source = backend("source");
        UUID target = backend("target");
        migration(source, target);
        URI during = promised("source");
        URI after = promised("source");

        assertThat(put(during)).isEqualTo(target);
        end();
        assertThat(put(after)).isEqualTo(source);
    }

    private URI promised(String storageKey) {
        Answer asked =
                http.postJson(
                        "/storage/" + storageKey + "/files/request_upload",
                        "{\"file_name\":\"a.csv\"}");
        assertThat(asked.status()).as(asked.text()).isEqualTo(201);
        return URI.create(asked.json().path("upload_url").stringValue());
    }

    private UUID put(URI url) {
        Answer answer =
                new Http(server, "").send("PUT", url.toString(), BodyPublishers.ofByteArray(TEXT));
        assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
        return server.tx()
                .forTenant(member.tenantId())
                .statement(sql ->
                        sql.one(
                                """
                                SELECT b.id FROM file f JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                                JOIN backend b ON b.location_id = o.location_id
                                WHERE f.tenant_id = ? ORDER BY f.number DESC LIMIT 1
                                """,
                                row -> row.uuid("id"),
                                member.tenantId()));
    }

    @Test
    void anUploadThatWaitedWhileItsPlaceWasChangedGoesToTheNewOne() {
        UUID before = backend("before");
        UUID after = backend("after");
        place(before);
        CompletableFuture<UUID> upload =
                server.tx()
                        .forSystem()
                        .transaction(sql -> {
                            sql.one(
                                    "SELECT 1 FROM usage WHERE tenant_id = ? FOR UPDATE",
                                    row -> true,
                                    member.tenantId());
                            CompletableFuture<UUID> waiting =
                                    CompletableFuture.supplyAsync(() -> uploaded(""));
                            Awaitility.await()
                                    .atMost(Duration.ofSeconds(30))
                                    .until(() ->
                                            sql.one(
                                                    "SELECT EXISTS (SELECT FROM pg_locks w JOIN pg_locks h ON h.transactionid = w.transactionid"
                                                            + " WHERE NOT w.granted AND h.pid = pg_backend_pid()) AS waits",
                                                    row -> row.flag("waits")));
                            sql.update(
                                    "UPDATE placement SET backend_id = ?, version = version + 1 WHERE tenant_id = ?",
                                    after,
                                    member.tenantId());
                            return waiting;
                        });

        assertThat(upload.join()).isEqualTo(after);
        assertThat(Books.of(server, member).balanced().files()).isEqualTo(1);
    }

    @Test
    void aPlaceThatNeverStandsIsTold() {
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                "UPDATE usage SET placement_version = -1 WHERE tenant_id = ?",
                                member.tenantId()));

        Answer answer = http.upload("file_name=a.csv", TEXT);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.text()).contains("is being changed over and over");
        assertThat(Books.of(server, member).balanced().charged()).isZero();
    }
}
