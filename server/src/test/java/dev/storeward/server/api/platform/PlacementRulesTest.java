package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.MigrationId;
import dev.storeward.core.db.Ids;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.Http.Part;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rules send new files to backends by what the files are, and say why. */
class PlacementRulesTest {
    private static final byte[] CSV = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");

    private static RunningServer server;
    private static OpenApi openApi;

    private Member member;
    private Http http;
    private PlatformClient supervisor;
    private PlatformClient admin;
    private String placement;

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
        member = server.member(64 << 20);
        http = new Http(server, member.key());
        supervisor =
                new PlatformClient(
                        server, openApi, server.member(server.tenant(member), "supervisor").key());
        admin = new PlatformClient(server, openApi, RunningServer.ADMIN_KEY);
        placement = "/tenants/" + member.tenantId() + "/placement";
    }

    private String backend(String name) {
        String folder =
                server.data().resolve("objects").resolve(member.slug() + "-" + name).toString();
        return admin.expect(
                        201,
                        admin.post(
                                "/tenants/" + member.tenantId() + "/backends",
                                "{\"name\":\"%s\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                                        .formatted(name, folder)))
                .path("id")
                .stringValue();
    }

    private JsonNode rules(String rules) {
        return supervisor.expect(200, supervisor.put(placement, "{\"rules\":[" + rules + "]}"));
    }

    private JsonNode explain(String example) {
        return supervisor.expect(200, supervisor.post(placement + "/explain", example));
    }

    /** The name of the backend that an uploaded file lies on. */
    private String placeOf(Answer upload) {
        assertThat(upload.status()).as(upload.text()).isEqualTo(201);
        return server.tx()
                .forTenant(member.tenantId())
                .statement(sql ->
                        sql.one(
                                """
                                SELECT b.name FROM file f JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                                JOIN backend b ON b.location_id = o.location_id
                                WHERE f.tenant_id = ? AND f.address = ?
                                """,
                                row -> row.text("name"),
                                member.tenantId(),
                                upload.json().path("data").path("file_path").stringValue()));
    }

    @Test
    void rulesAreToldAsTheyWereSet() {
        String big = backend("big");
        String rules =
                """
                {"min_size":1000,"max_size":2000,"categories":["general"],"content_types":["image/*","text/csv"],
                 "region_hints":["eu-central"],"backend_id":"%s"},
                {"content_types":["image/png"],"backend_id":"shared"}
                """
                        .formatted(big);

        JsonNode put = rules(rules);

        assertThat(put.path("rules").toString())
                .isEqualTo(
                        "[{\"min_size\":1000,\"max_size\":2000,\"categories\":[\"general\"],"
                                + "\"content_types\":[\"image/*\",\"text/csv\"],\"region_hints\":[\"eu-central\"],"
                                + "\"backend_id\":\""
                                + big
                                + "\"},{\"content_types\":[\"image/png\"],\"backend_id\":\"shared\"}]");
        assertThat(supervisor.expect(200, supervisor.get(placement))).isEqualTo(put);
        assertThat(supervisor.expect(200, supervisor.put(placement, "{}")).path("rules")).isEmpty();
    }

    @Test
    void theFirstRuleThatTakesAFileDecidesWhereItLies() {
        String pictures = backend("pictures");
        String europe = backend("europe");
        String large = backend("large");
        rules(
                """
                {"region_hints":["eu"],"backend_id":"%s"},
                {"content_types":["image/*"],"backend_id":"%s"},
                {"min_size":300000,"backend_id":"%s"}
                """
                        .formatted(europe, pictures, large));

        assertThat(placeOf(http.upload("file_name=a.csv", CSV))).isEqualTo("shared");
        assertThat(placeOf(http.upload("file_name=a.csv", PNG))).isEqualTo("pictures");
        assertThat(placeOf(http.upload("file_name=a.png&region=EU", PNG))).isEqualTo("europe");
        assertThat(placeOf(http.upload("file_name=a.csv&region=us", CSV))).isEqualTo("shared");
        assertThat(placeOf(http.upload("file_name=a.bin", new byte[300_000]))).isEqualTo("large");
        assertThat(placeOf(http.upload("file_name=a.bin", new byte[299_999]))).isEqualTo("shared");
        assertThat(placeOf(http.upload("file_name=a.png&storage_key=shared", PNG)))
                .isEqualTo("shared");
    }

    @Test
    void aFormMayNameTheRegionBeforeTheFileOnly() {
        rules("{\"region_hints\":[\"eu\"],\"backend_id\":\"%s\"}".formatted(backend("europe")));
        Part file = Part.file("a.csv", CSV);
        Part region = Part.field("region", "eu");

        assertThat(placeOf(http.uploadForm(List.of(region, file)))).isEqualTo("europe");
        Answer late = http.uploadForm(List.of(file, region));
        assertThat(late.status()).isEqualTo(400);
        assertThat(late.json().path("error").path("message").stringValue())
                .contains("region: Came after the file");
        Answer wrong = http.upload("file_name=a.csv&region=e%2Fu", CSV);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("region: Must be 1 to 63 letters, digits and hyphens");
    }

    @Test
    void aSizeThatNobodyAnnouncedMeetsNoUpperBound() {
        rules(
                "{\"max_size\":9000000,\"backend_id\":\"%s\"},{\"min_size\":200000,\"backend_id\":\"%s\"}"
                        .formatted(backend("small"), backend("large")));
        byte[] bytes = new byte[400_000];

        assertThat(placeOf(http.upload("file_name=a.bin", bytes))).isEqualTo("small");
        assertThat(
                        placeOf(
                                http.send(
                                        "POST",
                                        "/api/v1/storage/upload?file_name=a.bin",
                                        BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(bytes)),
                                        "Content-Type",
                                        "application/octet-stream")))
                .isEqualTo("large");
    }

    @Test
    void aRuleWhoseBackendWasRetiredIsPassedOver() {
        String gone = backend("gone");
        rules("{\"content_types\":[\"text/*\"],\"backend_id\":\"%s\"}".formatted(gone));
        Answer inUse = supervisor.delete("/backends/" + gone);
        assertThat(inUse.status()).isEqualTo(409);
        assertThat(inUse.json().path("detail").stringValue())
                .contains("is in use: rules of the placement name it.");
        assertThat(supervisor.delete("/backends/" + gone + "?retire=true").status()).isEqualTo(204);

        assertThat(placeOf(http.upload("file_name=a.csv", CSV))).isEqualTo("shared");
        JsonNode explained = explain("{\"size\":1,\"content_type\":\"text/csv\"}");
        assertThat(explained.path("decided_by").stringValue()).isEqualTo("default");
        assertThat(explained.path("backend").path("name").stringValue()).isEqualTo("shared");
        assertThat(explained.path("passed_over").toString())
                .isEqualTo(
                        "[{\"rule\":0,\"reasons\":[{\"field\":\"backend_id\",\"message\":"
                                + "\"Its conditions are met, but its backend was retired and takes no new files.\"}]}]");
    }

    @Test
    void aRetiredDefaultDoesNotStandInTheWayOfRules() {
        String first = backend("first");
        String texts = backend("texts");
        supervisor.expect(
                200,
                supervisor.put(
                        placement,
                        "{\"default_backend_id\":\"%s\",\"rules\":[{\"content_types\":[\"text/*\"],\"backend_id\":\"%s\"}]}"
                                .formatted(first, texts)));
        assertThat(supervisor.delete("/backends/" + first + "?retire=true").status())
                .isEqualTo(204);

        assertThat(placeOf(http.upload("file_name=a.csv", CSV))).isEqualTo("texts");
        Answer nowhere = http.upload("file_name=a.png", PNG);
        assertThat(nowhere.status()).isEqualTo(503);
        assertThat(nowhere.text()).contains("go to a backend that was retired");
        JsonNode explained = explain("{\"content_type\":\"image/png\"}");
        assertThat(explained.path("chosen").isNull()).isTrue();
        assertThat(explained.path("backend").isNull()).isTrue();
    }

    @Test
    void explainTellsWhichRuleDecidesAndWhyThoseBeforeItDoNot() {
        String pictures = backend("pictures");
        rules(
                """
                {"min_size":100,"content_types":["text/*"],"backend_id":"shared"},
                {"categories":["profile_image"],"max_size":50,"backend_id":"%s"}
                """
                        .formatted(pictures));

        JsonNode explained =
                explain(
                        """
                        {"file_name":"me.png","size":16,"content_type":"image/png; charset=x",
                         "file_category":"profile_image","region_hint":"eu"}
                        """);

        assertThat(explained.toString())
                .isEqualTo(
                        "{\"decided_by\":\"rule\",\"rule\":1,\"matched\":[\"max_size\",\"categories\"],"
                                + "\"passed_over\":[{\"rule\":0,\"reasons\":["
                                + "{\"field\":\"min_size\",\"message\":\"The file has 16 bytes; the rule takes 100 and more.\"},"
                                + "{\"field\":\"content_types\",\"message\":\"The type is image/png; the rule takes text/*.\"}]}],"
                                + "\"chosen\":{\"id\":\"%s\",\"name\":\"pictures\"},"
                                        .formatted(pictures)
                                + "\"backend\":{\"id\":\"%s\",\"name\":\"pictures\"},\"migration_id\":null}"
                                        .formatted(pictures));
        for (String wrong :
                List.of(
                        "{\"size\":-1}",
                        "{\"file_category\":\"x\"}",
                        "{\"region_hint\":\"a b\"}",
                        "{\"file_name\":\"a/b\\u0000\"}",
                        "{\"colour\":1}")) {
            Answer refused = supervisor.post(placement + "/explain", wrong);
            assertThat(refused.status()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void wrongRulesAreNamedByTheirPosition() {
        String strange = new PlacementRulesTest().andTheirBackend();
        Answer refused =
                supervisor.put(
                        placement,
                        """
                        {"rules":[{"content_types":["text/csv"],"backend_id":"shared"},
                         {"backend_id":"x","categories":["y"]},{"min_size":1,"backend_id":"shared"},null]}
                        """);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors").propertyNames())
                .containsExactly("rules[1].categories", "rules[1].backend_id", "rules[3]");

        assertThat(wrongFields("{\"rules\":[{\"min_size\":\"a\",\"backend_id\":\"shared\"}]}"))
                .containsExactly("rules[0].min_size");
        assertThat(wrongFields("{\"rules\":[{\"min_size\":-5,\"backend_id\":\"shared\"}]}"))
                .containsExactly("rules[0].min_size");
        assertThat(wrongFields("{\"rules\":[{\"max\":5}]}")).containsExactly("rules[0].max");
        assertThat(
                        wrongFields(
                                "{\"rules\":[{\"min_size\":5,\"backend_id\":\"%s\"}]}"
                                        .formatted(strange)))
                .containsExactly("rules[0].backend_id");
        assertThat(supervisor.get(placement).json().path("rules")).isEmpty();
    }

    private List<String> wrongFields(String body) {
        Answer refused = supervisor.put(placement, body);
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        return refused.json().path("errors").propertyNames().stream().toList();
    }

    /** A backend of another tenant. */
    private String andTheirBackend() {
        newTenant();
        return backend("theirs");
    }

    @Test
    void whileFilesMoveThePlacementStaysAndExplainTellsOfTheMove() {
        String source = backend("source");
        String target = backend("target");
        rules("{\"content_types\":[\"text/*\"],\"backend_id\":\"%s\"}".formatted(source));
        UUID migration = migration(target);

        Answer refused = supervisor.put(placement, "{}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("detail").stringValue())
                .contains("moves this tenant's files")
                .contains(MigrationId.of(migration));
        assertThat(placeOf(http.upload("file_name=a.csv", CSV))).isEqualTo("target");
        JsonNode explained = explain("{\"content_type\":\"text/csv\"}");
        assertThat(explained.path("chosen").path("name").stringValue()).isEqualTo("source");
        assertThat(explained.path("backend").path("name").stringValue()).isEqualTo("target");
        assertThat(explained.path("migration_id").stringValue()).isEqualTo(migration.toString());
    }

    private UUID migration(String target) {
        UUID id = Ids.next();
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO migration (id, tenant_id, state, source_kind, home_backend_id,
                                  target_backend_id, target_location_id, target_kind, total_files, total_bytes,
                                  slots, placement_version, placement_before, grace_seconds, concurrency,
                                  started_at, initiated_by, initiated_by_email)
                                SELECT ?, ?, 'in_progress', 'own', t.id, t.id, t.location_id, 'own', 0, 0,
                                  1, 1, '{}', 0, 1, now(), ?, ''
                                FROM backend t WHERE t.id = ?
                                """,
                                id,
                                member.tenantId(),
                                member.userId(),
                                UUID.fromString(target)));
        return id;
    }

    @Test
    void onlySupervisorsOfTheTenantAskWhy() {
        PlatformClient plain = new PlatformClient(server, openApi, member.key());
        PlatformClient strange =
                new PlatformClient(
                        server,
                        openApi,
                        server.member(server.tenant(server.member(1)), "supervisor").key());

        assertThat(plain.post(placement + "/explain", "{}").status()).isEqualTo(403);
        assertThat(strange.post(placement + "/explain", "{}").status()).isEqualTo(403);
        assertThat(strange.put(placement, "{}").status()).isEqualTo(403);
    }
}
