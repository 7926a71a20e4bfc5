package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.Ids;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.http.response.EventStreams;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A node serves a bounded number of streams, and ends them when it stops. */
class ManyStreamsTest {

    @Test
    void oneMoreThanTheMostIsRefusedAndAStoppingServerEndsThemAll() throws Exception {
        List<HttpResponse<InputStream>> open = new ArrayList<>();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            try (RunningServer server = RunningServer.start()) {
                Member member = server.member(1);
                String path = "/api/v1/platform/migrations/" + waiting(server, member) + "/events";
                for (int i = 0; i < EventStreams.MOST; i++) {
                    HttpResponse<InputStream> stream =
                            stream(client, server, path, RunningServer.ADMIN_KEY);
                    assertThat(stream.statusCode()).isEqualTo(200);
                    open.add(stream);
                }

                HttpResponse<InputStream> refused =
                        stream(client, server, path, RunningServer.ADMIN_KEY);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
                assertThat(refused.headers().firstValue("Content-Type"))
                        .hasValue("application/problem+json");
                assertThat(text(refused)).contains("serves 64 streams of events, and no more");
            }
            for (HttpResponse<InputStream> stream : open) {
                assertThat(text(stream))
                        .startsWith("event: progress\ndata: {")
                        .doesNotContain("event: end");
            }
        }
    }

    @Test
    void aTenantsUsersHaveAQuarterOfThem() throws Exception {
        List<HttpResponse<InputStream>> open = new ArrayList<>();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            try (RunningServer server = RunningServer.start()) {
                Member member = server.member(1);
                Member supervisor = server.member(server.tenant(member), "supervisor");
                Member colleague = server.member(server.tenant(member), "supervisor");
                Member other = server.member(1);
                Member stranger = server.member(server.tenant(other), "supervisor");
                String path = "/api/v1/platform/migrations/" + waiting(server, member) + "/events";
                String elsewhere =
                        "/api/v1/platform/migrations/" + waiting(server, other) + "/events";
                for (int i = 0; i < EventStreams.MOST / 4; i++) {
                    open.add(stream(client, server, path, supervisor.key()));
                }

                HttpResponse<InputStream> refused = stream(client, server, path, colleague.key());
                open.add(stream(client, server, elsewhere, stranger.key()));

                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
                assertThat(text(refused)).contains("follow 16 streams of events, and no more");
                assertThat(open).allMatch(stream -> stream.statusCode() == 200);
            }
            for (HttpResponse<InputStream> stream : open) {
                assertThat(text(stream)).startsWith("event: progress");
            }
        }
    }

    private static HttpResponse<InputStream> stream(
            HttpClient client, RunningServer server, String path, String key)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(server.uri(path)).header("X-API-Key", key).build(),
                BodyHandlers.ofInputStream());
    }

    private static String text(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A migration that no node works on. */
    private static UUID waiting(RunningServer server, Member member) {
        UUID id = Ids.next();
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO migration (id, tenant_id, state, source_kind, home_backend_id,
                                  target_backend_id, target_location_id, target_kind, total_files, total_bytes,
                                  slots, placement_version, placement_before, grace_seconds, concurrency,
                                  window_from, window_to, window_zone, started_at, initiated_by, initiated_by_email)
                                SELECT ?, ?, 'pending', 'shared', t.id, t.id, t.location_id, 'shared', 0, 0,
                                  0, 1, '{}', 0, 1,
                                  to_char(now() AT TIME ZONE 'UTC' + interval '3 hours', 'HH24:MI'),
                                  to_char(now() AT TIME ZONE 'UTC' + interval '4 hours', 'HH24:MI'), 'UTC',
                                  now(), ?, ''
                                FROM backend t WHERE t.tenant_id IS NULL AND t.name = 'shared'
                                """,
                                id,
                                member.tenantId(),
                                member.userId()));
        return id;
    }
}
