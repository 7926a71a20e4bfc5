package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.MigrationId;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Migrations by the platform door, from the plan to the end and back. */
class MigrationDoorTest extends MigrationFixture {
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
        JsonNode shorter =
                supervisor.expect(200, supervisor.patch(path(begun), "{\"grace_seconds\":3600}"));
        assertThat(shorter.path("grace_seconds").longValue()).isEqualTo(3600);
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
    void aMigrationIsRolledBackWithoutWhatWasWrittenSince() {
        upload(4);
        JsonNode there = startTo(backend("target"));
        ended(there);
        upload(1);

        JsonNode back =
                supervisor.expect(
                        201,
                        supervisor.post(
                                path(there) + "/rollback",
                                "{\"include_new\":false,\"reason\":\"as it was\"}"));

        assertThat(back.path("reason").stringValue()).isEqualTo("as it was");
        assertThat(ended(back).path("migrated_files").longValue()).isEqualTo(4);
        assertThat(
                        supervisor
                                .post(path(there) + "/rollback", "{\"include_new\":\"no\"}")
                                .json()
                                .path("errors")
                                .propertyNames())
                .containsExactly("include_new");
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
}
