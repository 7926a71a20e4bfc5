package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.MigrationId;
import dev.storeward.core.db.Ids;
import dev.storeward.server.Http.Answer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The placement says why a file goes where it goes. */
class PlacementExplainTest extends PlacementFixture {
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
