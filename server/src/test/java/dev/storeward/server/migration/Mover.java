package dev.storeward.server.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.store.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A tenant with files and the operator who moves them. */
final class Mover {
    private final RunningServer server;
    private final Member member;
    private final Http http;
    private final Random random;

    /** What each file holds, by its address. */
    final Map<String, byte[]> files = new LinkedHashMap<>();

    Mover(RunningServer server, long seed) {
        this.server = server;
        this.member = server.member(1L << 40);
        this.http = new Http(server, member.key());
        this.random = new Random(seed);
    }

    Member member() {
        return member;
    }

    /** Another folder of this machine as a backend. */
    UUID folder(String name) {
        return backend(
                name,
                "filesystem",
                Map.of("path", server.data().resolve("objects").resolve(name).toString()));
    }

    UUID backend(String name, String connector, Map<String, String> settings) {
        Map<String, Secret> values = new HashMap<>();
        settings.forEach((field, value) -> values.put(field, Secret.of(value)));
        return server.service(Backends.class)
                .register(
                        server.admin(),
                        member.tenantId(),
                        new NewBackend(name, connector, values, true),
                        InSameTransaction.nothing())
                .id();
    }

    String upload(int bytes) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        Http.Answer answer = http.upload("file_name=f.bin", content);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        String address = answer.json().at("/data/file_path").asString();
        files.put(address, content);
        return address;
    }

    void delete(String address) {
        assertThat(http.delete("/api/v1/storage/objects/" + address).status()).isEqualTo(200);
        files.remove(address);
    }

    void requireReadable(String what) {
        files.forEach((address, bytes) -> {
            Http.Answer answer = http.get("/api/v1/storage/objects/" + address);
            assertThat(answer.status()).as("%s %s", what, address).isEqualTo(200);
            assertThat(answer.body()).as("%s %s", what, address).isEqualTo(bytes);
        });
    }

    Migration start(MigrationTarget target) {
        return start(null, target, NewMigration.USUAL_GRACE);
    }

    Migration start(UUID source, MigrationTarget target, Duration grace) {
        return migrations()
                .start(
                        server.admin(),
                        member.tenantId(),
                        new NewMigration(source, target, MigrationLimits.usual(), grace, "test"),
                        InSameTransaction.nothing());
    }

    Migrations migrations() {
        return server.service(Migrations.class);
    }

    Migration get(UUID id) {
        return server.service(MigrationViews.class).get(server.admin(), id);
    }

    Migration ended(UUID id) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !get(id).state().open());
        return get(id);
    }

    /** How many of the tenant's files lie at each backend. */
    Map<UUID, Long> lie() {
        Map<UUID, Long> count = new HashMap<>();
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.list(
                                """
                                SELECT b.id, count(*) AS files FROM file f
                                JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                                JOIN backend b ON b.location_id = o.location_id
                                WHERE f.tenant_id = ? GROUP BY b.id
                                """,
                                row -> count.put(row.uuid("id"), row.number("files")),
                                member.tenantId()));
        return count;
    }

    /** What the rows of the tenant's objects say, by state. */
    Map<String, Long> objects() {
        Map<String, Long> count = new HashMap<>();
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.list(
                                "SELECT state, count(*) AS objects FROM object WHERE tenant_id = ? GROUP BY state",
                                row -> count.put(row.text("state"), row.number("objects")),
                                member.tenantId()));
        return count;
    }
}
