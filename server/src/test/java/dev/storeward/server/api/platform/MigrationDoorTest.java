package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.MigrationId;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.store.ByteRange;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.local.LocalStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Migrations by the platform door, from the plan to the manifest. */
class MigrationDoorTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static RunningServer server;
    private static OpenApi openApi;

    private Member member;
    private PlatformClient supervisor;
    private String migrations;
    private final Map<String, byte[]> files = new TreeMap<>();

    @BeforeAll
    static void start() {
        server = RunningServer.start();
        openApi = OpenApi.of(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void newTenant() {
        member = server.member(1 << 30);
        supervisor =
                new PlatformClient(
                        server, openApi, server.member(server.tenant(member), "supervisor").key());
        migrations = "/tenants/" + member.tenantId() + "/migrations";
    }

    private void upload(int count) {
        for (int i = 0; i < count; i++) {
            byte[] bytes = ("file " + i + " of " + member.slug()).getBytes(StandardCharsets.UTF_8);
            Answer answer = new Http(server, member.key()).upload("file_name=f.txt", bytes);
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            files.put(answer.json().at("/data/file_path").asString(), bytes);
        }
    }

    private String backend(String name) {
        String folder =
                server.data().resolve("objects").resolve(member.slug() + "-" + name).toString();
        PlatformClient admin = new PlatformClient(server, openApi, RunningServer.ADMIN_KEY);
        return admin.expect(
                        201,
                        admin.post(
                                "/tenants/" + member.tenantId() + "/backends",
                                "{\"name\":\"%s\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                                        .formatted(name, folder)))
                .path("id")
                .stringValue();
    }

    private JsonNode start(String body) {
        return supervisor.expect(201, supervisor.post(migrations, body));
    }

    private JsonNode startTo(String target) {
        return start("{\"target_backend_id\":\"%s\"}".formatted(target));
    }

    private static String path(JsonNode migration) {
        return "/migrations/" + migration.path("id").stringValue();
    }

    private static String status(JsonNode migration) {
        return migration.path("status").stringValue();
    }

    private JsonNode ended(JsonNode migration) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> supervisor.expect(200, supervisor.get(path(migration))),
                        now -> !List.of("pending", "in_progress").contains(status(now)));
    }

    /** A window that is closed for hours. */
    private static String later() {
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        DateTimeFormatter form = DateTimeFormatter.ofPattern("HH:mm");
        return "{\"from\":\"%s\",\"to\":\"%s\",\"zone\":\"UTC\"}"
                .formatted(form.format(now.plusHours(3)), form.format(now.plusHours(4)));
    }

    private JsonNode waiting(String target) {
        return start("{\"target_backend_id\":\"%s\",\"window\":%s}".formatted(target, later()));
    }

    @Test
    void aMigrationIsPlannedBegunReadAndListed() {
        upload(25);
        long bytes = files.values().stream().mapToLong(file -> file.length).sum();
        String target = backend("target");
        JsonNode plan =
                supervisor.expect(
                        200,
                        supervisor.post(
                                migrations,
                                "{\"target_backend_id\":\"%s\",\"plan\":true,\"bandwidth_bytes_per_second\":10}"
                                        .formatted(target)));
        assertThat(plan.path("files").longValue()).isEqualTo(25);
        assertThat(plan.path("bytes").longValue()).isEqualTo(bytes);
        assertThat(plan.path("requests").longValue()).isPositive();
        assertThat(plan.path("estimated_seconds").longValue()).isEqualTo(bytes / 10 + 1);
        assertThat(plan.path("blockers")).isEmpty();
        assertThat(supervisor.expect(200, supervisor.get(migrations)).path("items")).isEmpty();

        JsonNode begun =
                start(
                        """
                        {"target_backend_id":"%s","bandwidth_bytes_per_second":50000000,"concurrency":3,
                         "window":{"from":"00:00","to":"00:00","zone":"Europe/Berlin"},"grace_seconds":120,"reason":"own"}
                        """
                                .formatted(target));
        assertThat(status(begun)).isEqualTo("pending");
        assertThat(begun.path("limits").toString())
                .isEqualTo(
                        "{\"bandwidth_bytes_per_second\":50000000,\"concurrency\":3,"
                                + "\"window\":{\"from\":\"00:00\",\"to\":\"00:00\",\"zone\":\"Europe/Berlin\"}}");
        assertThat(begun.path("grace_seconds").longValue()).isEqualTo(120);
        assertThat(begun.path("reason").stringValue()).isEqualTo("own");
        assertThat(begun.path("source_kind").stringValue()).isEqualTo("shared");
        assertThat(begun.path("source_backend_id").isNull()).isTrue();
        assertThat(begun.path("target_backend_id").stringValue()).isEqualTo(target);
        assertThat(begun.path("total_files").longValue()).isEqualTo(25);

        JsonNode ended = ended(begun);
        assertThat(status(ended)).isEqualTo("completed");
        assertThat(ended.path("migrated_files").longValue()).isEqualTo(25);
        assertThat(ended.path("migrated_bytes").longValue()).isEqualTo(bytes);
        assertThat(ended.path("progress_percent").doubleValue()).isEqualTo(100.0);
        assertThat(ended.path("current_file").isNull()).isTrue();
        UUID id = UUID.fromString(ended.path("id").stringValue());
        assertThat(supervisor.expect(200, supervisor.get("/migrations/" + MigrationId.of(id))))
                .isEqualTo(ended);
        assertThat(supervisor.expect(200, supervisor.get(migrations)).path("items").get(0))
                .isEqualTo(ended);

        JsonNode first = supervisor.expect(200, supervisor.get(path(begun) + "/items?limit=20"));
        JsonNode rest =
                supervisor.expect(
                        200,
                        supervisor.get(
                                path(begun)
                                        + "/items?limit=20&state=migrated&cursor="
                                        + first.path("next_cursor").stringValue()));
        assertThat(
                        Stream.concat(
                                        first.path("items").valueStream(),
                                        rest.path("items").valueStream())
                                .map(item -> item.path("object_name").stringValue()))
                .containsExactlyInAnyOrderElementsOf(files.keySet());
        assertThat(
                        supervisor
                                .expect(200, supervisor.get(path(begun) + "/items?state=failed"))
                                .path("items"))
                .isEmpty();
    }

    @Test
    void aStreamTellsTheProgressToItsEnd() {
        upload(10);
        JsonNode begun = startTo(backend("target"));

        Answer stream = supervisor.get(path(begun) + "/events");

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
        List<String> events = Arrays.asList(stream.text().split("\n\n"));
        assertThat(events.getFirst()).startsWith("event: progress\ndata: {\"id\":");
        assertThat(events.getLast()).startsWith("event: end\ndata: ");
        JsonNode last = JSON.readTree(events.getLast().substring("event: end\ndata: ".length()));
        assertThat(last).isEqualTo(supervisor.expect(200, supervisor.get(path(begun))));
        assertThat(status(last)).isEqualTo("completed");
    }

    @Test
    void aMigrationThatWaitsIsChangedAndGoesOn() {
        upload(3);
        JsonNode begun = waiting(backend("target"));
        Answer manifest = supervisor.get(path(begun) + "/manifest");
        assertThat(manifest.status()).isEqualTo(409);
        assertThat(manifest.json().path("detail").stringValue()).contains("still moves files");

        JsonNode limited =
                supervisor.expect(
                        200,
                        supervisor.patch(
                                path(begun),
                                "{\"bandwidth_bytes_per_second\":7000000,\"concurrency\":2}"));
        assertThat(limited.at("/limits/bandwidth_bytes_per_second").longValue())
                .isEqualTo(7_000_000);
        assertThat(limited.at("/limits/concurrency").intValue()).isEqualTo(2);
        assertThat(limited.at("/limits/window/zone").stringValue()).isEqualTo("UTC");
        JsonNode free =
                supervisor.expect(
                        200,
                        supervisor.patch(
                                path(begun),
                                "{\"bandwidth_bytes_per_second\":null,\"window\":null}"));
        assertThat(free.path("limits").toString())
                .isEqualTo(
                        "{\"bandwidth_bytes_per_second\":null,\"concurrency\":2,\"window\":null}");

        assertThat(status(ended(begun))).isEqualTo("completed");
        assertThat(supervisor.patch(path(begun), "{\"concurrency\":1}").status()).isEqualTo(409);
    }

    @Test
    void aMigrationIsCancelledOnceAndMayBeginAgain() {
        upload(3);
        String target = backend("target");
        JsonNode begun = waiting(target);
        assertThat(supervisor.post(migrations, "{\"target_backend_id\":\"shared\"}").status())
                .isIn(400, 409);
        String key = UUID.randomUUID().toString();

        JsonNode cancelled =
                supervisor.expect(
                        200,
                        supervisor.post(
                                path(begun) + "/cancel",
                                "{\"reason\":\"later\"}",
                                "Idempotency-Key",
                                key));
        assertThat(status(cancelled)).isEqualTo("cancelled");
        assertThat(
                        supervisor.expect(
                                200,
                                supervisor.post(
                                        path(begun) + "/cancel",
                                        "{\"reason\":\"later\"}",
                                        "Idempotency-Key",
                                        key)))
                .isEqualTo(cancelled);
        Answer again = supervisor.post(path(begun) + "/cancel", "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().path("detail").stringValue()).contains("has ended already");
        assertThat(supervisor.post(path(begun) + "/retry", "").status()).isEqualTo(409);

        assertThat(status(ended(startTo(target)))).isEqualTo("completed");
    }

    @Test
    void aMigrationIsRolledBackWithWhatWasWrittenSince() {
        upload(4);
        JsonNode there = startTo(backend("target"));
        assertThat(status(ended(there))).isEqualTo("completed");
        upload(1);

        JsonNode back = supervisor.expect(201, supervisor.post(path(there) + "/rollback", "{}"));
        assertThat(back.path("rollback_of")).isEqualTo(there.path("id"));
        assertThat(back.path("target_kind").stringValue()).isEqualTo("shared");
        assertThat(ended(back).path("migrated_files").longValue()).isEqualTo(5);
        assertThat(supervisor.post(path(there) + "/rollback", "{}").status()).isEqualTo(409);
        files.forEach((name, bytes) ->
                assertThat(
                                new Http(server, member.key())
                                        .get("/api/v1/storage/objects/" + name)
                                        .body())
                        .isEqualTo(bytes));
        List<JsonNode> lines = verified(supervisor.get(path(back) + "/manifest"));
        assertThat(lines.getFirst().path("rollback_of")).isEqualTo(there.path("id"));
    }

    @Test
    void theSourceIsKept() {
        upload(2);
        JsonNode begun = startTo(backend("target"));
        ended(begun);

        JsonNode kept = supervisor.expect(200, supervisor.post(path(begun) + "/keep-source", ""));

        assertThat(kept.path("keep_source").booleanValue()).isTrue();
    }

    @Test
    void aRepeatedStartBeginsOnce() {
        upload(1);
        String body = "{\"target_backend_id\":\"%s\"}".formatted(backend("target"));
        String[] key = {"Idempotency-Key", UUID.randomUUID().toString()};

        JsonNode first = supervisor.expect(201, supervisor.post(migrations, body, key));
        JsonNode second = supervisor.expect(201, supervisor.post(migrations, body, key));

        assertThat(second).isEqualTo(first);
        ended(first);
        assertThat(supervisor.expect(200, supervisor.get(migrations)).path("items")).hasSize(1);
    }

    @Test
    void theManifestNamesEveryFileAndItsSignatureProvesIt() throws Exception {
        upload(103);
        JsonNode begun = startTo(backend("target"));
        JsonNode ended = ended(begun);

        Answer answer = supervisor.get(path(begun) + "/manifest");
        assertThat(answer.header("Content-Type")).isEqualTo("application/jsonl");
        assertThat(answer.header("Content-Disposition"))
                .matches("attachment; filename=\"mig_[0-9a-f]{32}\\.manifest\\.jsonl\"");
        List<JsonNode> lines = verified(answer);

        JsonNode header = lines.getFirst();
        assertThat(header.path("type").stringValue()).isEqualTo("storeward-migration-manifest");
        assertThat(header.path("version").intValue()).isEqualTo(1);
        assertThat(header.path("migration_id")).isEqualTo(ended.path("id"));
        assertThat(header.path("tenant_id").stringValue()).isEqualTo(member.tenantId().toString());
        assertThat(header.path("status").stringValue()).isEqualTo("completed");
        assertThat(header.path("started_at")).isEqualTo(ended.path("started_at"));
        assertThat(header.path("ended_at")).isEqualTo(ended.path("completed_at"));
        assertThat(header.path("files").longValue()).isEqualTo(103);
        assertThat(header.path("failed_files").longValue()).isZero();
        assertThat(header.path("locations")).hasSize(2);
        assertThat(header.path("locations").toString())
                .doesNotContain(server.data().toString())
                .contains(
                        "{\"connector\":\"filesystem\",\"endpoint\":\"\",\"bucket\":\"\",\"prefix\":\"\"}");

        List<JsonNode> moved = lines.subList(1, lines.size() - 1);
        assertThat(moved.stream().map(line -> line.at("/from/key").stringValue()))
                .containsExactlyInAnyOrderElementsOf(files.keySet());
        assertThat(moved.stream().map(line -> line.path("file_id").stringValue()))
                .isSorted()
                .doesNotHaveDuplicates();
        JsonNode one = moved.getFirst();
        byte[] stored = stored(one.at("/to/key").stringValue());
        assertThat(one.path("size").longValue()).isEqualTo(stored.length);
        assertThat(one.path("sha256").stringValue())
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(stored)));
        assertThat(header.path("locations").has(one.at("/from/location").stringValue())).isTrue();
        assertThat(header.path("locations").has(one.at("/to/location").stringValue())).isTrue();
    }

    /** What lies at the target, seen past the server. */
    private byte[] stored(String key) throws IOException {
        Path folder = server.data().resolve("objects").resolve(member.slug() + "-target");
        try (LocalStore store = LocalStore.open(folder, InstantSource.system());
                ObjectBody body = store.get(new ObjectKey(key), ByteRange.all())) {
            return body.stream().readAllBytes();
        }
    }

    /** The lines of a manifest whose signature was checked as somebody else would check it. */
    private List<JsonNode> verified(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        String text = answer.text();
        int last = text.lastIndexOf('\n', text.length() - 2) + 1;
        List<JsonNode> lines = new ArrayList<>();
        text.lines().forEach(line -> lines.add(JSON.readTree(line)));
        JsonNode signature = lines.getLast();
        JsonNode keys = supervisor.expect(200, supervisor.get("/keys/manifest"));
        assertThat(signature.path("key_id")).isEqualTo(keys.at("/items/0/id"));
        assertThat(signature.path("public_key")).isEqualTo(keys.at("/items/0/public_key"));
        try {
            String sha256 =
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(
                                                    text.substring(0, last)
                                                            .getBytes(StandardCharsets.UTF_8)));
            assertThat(signature.path("sha256").stringValue()).isEqualTo(sha256);
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(
                                    new X509EncodedKeySpec(
                                            Base64.getDecoder()
                                                    .decode(
                                                            keys.at("/items/0/public_key")
                                                                    .stringValue()))));
            check.update(
                    ("storeward-migration-manifest/1:" + sha256).getBytes(StandardCharsets.UTF_8));
            assertThat(
                            check.verify(
                                    Base64.getDecoder()
                                            .decode(signature.path("signature").stringValue())))
                    .isTrue();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return lines;
    }

    @Test
    void wrongValuesAreNamed() {
        String target = backend("target");
        upload(1);

        assertThat(wrong("{}")).containsExactly("target_backend_id");
        assertThat(wrong("{\"target_backend_id\":\"shared\"}"))
                .containsExactly("target_backend_id");
        assertThat(wrong("{\"target_backend_id\":\"x\"}")).containsExactly("target_backend_id");
        assertThat(
                        wrong(
                                """
                                {"target_backend_id":"%s","window":{"from":"25:00","to":"6","zone":"Mars/Here"}}
                                """
                                        .formatted(target)))
                .containsExactly("window.from", "window.to", "window.zone");
        assertThat(
                        wrong(
                                """
                                {"target_backend_id":"%s","grace_seconds":-1,"concurrency":65,
                                 "bandwidth_bytes_per_second":0}
                                """
                                        .formatted(target)))
                .containsExactlyInAnyOrder(
                        "grace_seconds", "bandwidth_bytes_per_second", "concurrency");
        assertThat(wrong("{\"target_backend_id\":\"%s\",\"colour\":1}".formatted(target)))
                .containsExactly("colour");
        assertThat(wrong("{\"target_backend_id\":\"%s\",\"plan\":\"yes\"}".formatted(target)))
                .containsExactly("plan");

        JsonNode begun = waiting(target);
        for (String[] bad :
                List.of(
                        new String[] {
                            "{\"bandwidth_bytes_per_second\":\"1\"}", "bandwidth_bytes_per_second"
                        },
                        new String[] {
                            "{\"bandwidth_bytes_per_second\":0}", "bandwidth_bytes_per_second"
                        },
                        new String[] {"{\"concurrency\":0}", "concurrency"},
                        new String[] {"{\"window\":5}", "window"},
                        new String[] {
                            "{\"window\":{\"from\":\"01:00\",\"to\":\"02:00\",\"day\":1}}",
                            "window.day"
                        })) {
            Answer refused = supervisor.patch(path(begun), bad[0]);
            assertThat(refused.status()).as(bad[0]).isEqualTo(400);
            assertThat(refused.json().path("errors").propertyNames()).containsExactly(bad[1]);
        }
        assertThat(supervisor.get(path(begun) + "/items?state=lost").status()).isEqualTo(400);
        supervisor.post(path(begun) + "/cancel", "");
    }

    private List<String> wrong(String body) {
        Answer refused = supervisor.post(migrations, body);
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        return refused.json().path("errors").propertyNames().stream().toList();
    }

    @Test
    void onlySupervisorsOfTheTenantMoveItsFiles() {
        upload(1);
        JsonNode begun = waiting(backend("target"));
        String path = path(begun);
        List<PlatformClient> strangers =
                List.of(
                        new PlatformClient(server, openApi, member.key()),
                        new PlatformClient(
                                server,
                                openApi,
                                server.member(server.tenant(server.member(1)), "supervisor")
                                        .key()));

        for (PlatformClient stranger : strangers) {
            for (Answer refused :
                    List.of(
                            stranger.get(migrations),
                            stranger.post(migrations, "{\"target_backend_id\":\"shared\"}"),
                            stranger.post(
                                    migrations, "{\"target_backend_id\":\"shared\",\"plan\":true}"),
                            stranger.get(path),
                            stranger.get(path + "/items"),
                            stranger.get(path + "/events"),
                            stranger.get(path + "/manifest"),
                            stranger.patch(path, "{}"),
                            stranger.post(path + "/cancel", ""),
                            stranger.post(path + "/retry", ""),
                            stranger.post(path + "/rollback", ""),
                            stranger.post(path + "/keep-source", ""))) {
                assertThat(refused.status()).as(refused.text()).isEqualTo(403);
            }
        }
        String nothing = "/migrations/" + UUID.randomUUID();
        assertThat(supervisor.get(nothing).status()).isEqualTo(404);
        assertThat(supervisor.get(nothing + "/events").status()).isEqualTo(404);
        assertThat(supervisor.get(nothing + "/manifest").status()).isEqualTo(404);
        assertThat(supervisor.post("/migrations/x/cancel", "").status()).isEqualTo(404);
        supervisor.post(path + "/cancel", "");
    }
}
