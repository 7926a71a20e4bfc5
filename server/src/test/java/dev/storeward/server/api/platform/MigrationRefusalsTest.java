package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is wrong with a migration that is asked for, and who may not ask. */
class MigrationRefusalsTest extends MigrationFixture {
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
        assertThat(
                        wrong(
                                "{\"target_backend_id\":\"%s\",\"grace_seconds\":2592001}"
                                        .formatted(target)))
                .containsExactly("grace_seconds");
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
                        new String[] {"{\"grace_seconds\":86401}", "grace_seconds"},
                        new String[] {"{\"grace_seconds\":-1}", "grace_seconds"},
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
    void nothingMovesIntoAPlaceThatWasLeftToTheOriginal() {
        String sentence =
                "The target belongs to the installation that this one is a copy of, and nothing is"
                        + " written there: register another bucket or folder, and move the files to"
                        + " that.";
        upload(1);
        String target = backend("left");
        JsonNode moved = ended(startTo(target));
        assertThat(status(moved)).isEqualTo("completed");
        String back = backend("back");
        leave(back);

        String body = "{\"target_backend_id\":\"" + back + "\"%s}";
        JsonNode plan =
                supervisor.expect(
                        200, supervisor.post(migrations, body.formatted(",\"plan\":true")));
        assertThat(plan.path("blockers").valueStream().map(JsonNode::stringValue))
                .containsExactly("target: " + sentence);
        Answer refused = supervisor.post(migrations, body.formatted(""));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/errors/target_backend_id/0").stringValue())
                .isEqualTo(sentence);

        UUID shared =
                server.tx()
                        .forSystem()
                        .statement(sql ->
                                sql.one(
                                        "SELECT home_backend_id AS id FROM migration WHERE tenant_id = ?",
                                        row -> row.uuid("id"),
                                        member.tenantId()));
        leave(shared.toString());
        try {
            Answer stays = supervisor.post(path(moved) + "/rollback", "");
            assertThat(stays.status()).as(stays.text()).isEqualTo(400);
            assertThat(stays.text()).contains(sentence);
        } finally {
            own(shared.toString());
        }
        assertThat(supervisor.expect(200, supervisor.get(migrations)).path("items")).hasSize(1);
    }

    @Test
    void nothingIsTriedAgainIntoAPlaceThatWasLeftToTheOriginal() {
        upload(1);
        String target = backend("tried-again");
        JsonNode moved = ended(startTo(target));
        asIfAFileHadFailed(moved);
        leave(target);

        Answer refused = supervisor.post(path(moved) + "/retry", "");

        assertThat(refused.status()).as(refused.text()).isEqualTo(409);
        assertThat(refused.json().path("detail").stringValue())
                .isEqualTo("The target takes no files any more: start a migration to another.");
        JsonNode after = supervisor.expect(200, supervisor.get(path(moved)));
        assertThat(status(after)).isEqualTo("completed_with_errors");

        own(target);
        JsonNode again = supervisor.expect(200, supervisor.post(path(moved) + "/retry", ""));
        assertThat(status(ended(again))).isEqualTo("completed");
    }

    private void asIfAFileHadFailed(JsonNode migration) {
        server.tx()
                .forSystem()
                .run(sql ->
                        sql.update(
                                "UPDATE migration SET state = 'completed_with_errors' WHERE id = ?",
                                UUID.fromString(migration.path("id").stringValue())));
    }

    private void leave(String backend) {
        locate(backend, "gen_random_uuid()");
    }

    private void own(String backend) {
        locate(backend, "NULL");
    }

    private void locate(String backend, String leftTo) {
        server.tx()
                .forSystem()
                .run(sql ->
                        sql.update(
                                "UPDATE location SET left_to = "
                                        + leftTo
                                        + " WHERE id = (SELECT location_id FROM backend WHERE id = ?)",
                                UUID.fromString(backend)));
    }

    @Test
    void onlySupervisorsOfTheTenantMoveItsFiles() {
        upload(1);
        JsonNode begun = waiting(backend("target"));
        String path = path(begun);
        PlatformClient plain = new PlatformClient(server, openApi, member.key());
        PlatformClient stranger =
                new PlatformClient(
                        server,
                        openApi,
                        server.member(server.tenant(server.member(1)), "supervisor").key());

        for (PlatformClient refused : List.of(plain, stranger)) {
            for (Answer answer :
                    List.of(
                            refused.get(migrations),
                            refused.post(migrations, "{\"target_backend_id\":\"shared\"}"),
                            refused.post(
                                    migrations,
                                    "{\"target_backend_id\":\"shared\",\"plan\":true}"))) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(403);
            }
        }
        for (Answer answer : ofOne(plain, path)) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        }
        // Another tenant's cannot be told from one that nobody has.
        for (Answer answer : ofOne(stranger, path)) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(404);
        }
        String nothing = "/migrations/" + UUID.randomUUID();
        assertThat(supervisor.get(nothing).status()).isEqualTo(404);
        assertThat(supervisor.get(nothing + "/events").status()).isEqualTo(404);
        assertThat(supervisor.get(nothing + "/manifest").status()).isEqualTo(404);
        assertThat(supervisor.post("/migrations/x/cancel", "").status()).isEqualTo(404);
        supervisor.post(path + "/cancel", "");
    }

    /** Everything that can be asked of one migration. */
    private static List<Answer> ofOne(PlatformClient client, String path) {
        return List.of(
                client.get(path),
                client.get(path + "/items"),
                client.get(path + "/events"),
                client.get(path + "/manifest"),
                client.patch(path, "{}"),
                client.post(path + "/cancel", ""),
                client.post(path + "/retry", ""),
                client.post(path + "/rollback", ""),
                client.post(path + "/keep-source", ""));
    }
}
