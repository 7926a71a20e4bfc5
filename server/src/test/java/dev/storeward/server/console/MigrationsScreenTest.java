package dev.storeward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.PageRequest;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(SharedServer.class)
class MigrationsScreenTest {
    private static final int FILES = 3;
    private static RunningServer server;

    private Member member;
    private Member supervisor;
    private Browser browser;
    private String backend;
    private String ofTenant;

    @BeforeAll
    static void start() {
        server = SharedServer.with(Map.of());
    }

    @BeforeEach
    void aTenantWithFilesAndABackend() {
        member = server.member(1 << 30);
        supervisor = server.member(server.tenant(member), "supervisor");
        browser = Browser.of(server, supervisor.key());
        ofTenant = "/console/tenants/" + member.tenantId() + "/migrations";
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[1000 + i];
            assertThat(new Http(server, member.key()).upload("file_name=f.txt", bytes).status())
                    .isEqualTo(201);
        }
        String folder = server.data().resolve("objects").resolve(member.slug() + "-new").toString();
        Http.Answer made =
                new Http(server, RunningServer.ADMIN_KEY)
                        .postJson(
                                "/api/v1/platform/tenants/" + member.tenantId() + "/backends",
                                "{\"name\":\"new-place\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                                        .formatted(folder));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        backend = made.json().path("id").stringValue();
    }

    @Test
    void aMigrationIsPlannedWithItsFiguresAndBegunWhenTheSlugIsTyped() {
        assertThat(browser.page(ofTenant)).contains("Nothing was moved yet", "Plan a migration");
        assertThat(browser.page(ofTenant + "/new?target=" + backend))
                .contains(
                        "3 files with <span class=\"size\" title=\"3,003 bytes\">2.93 KiB</span>",
                        "about 9 requests",
                        "data-expected=\"" + member.slug() + "\"");

        Http.Answer wrong = browser.submit(ofTenant, Map.of("target", backend, "typed_name", "x"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("Type the name exactly as it stands above.", "3 files");
        assertThat(migrations()).isEmpty();

        String home = begin(Map.of("bandwidth", "0.5", "reason", "<b>cheaper</b>"));

        assertThat(migrations()).hasSize(1);
        assertThat(migrations().getFirst().limits().bandwidth()).isEqualTo(512L << 10);
        assertThat(browser.page(home))
                .contains("Shared storage → new-place", "&lt;b&gt;cheaper&lt;/b&gt;")
                .doesNotContain("<b>cheaper");
        assertThat(browser.page(ofTenant)).contains("href=\"" + home + "\"", "new-place");
    }

    @Test
    void aMigrationIsWatchedToItsEndByOneStream() {
        String home = begin(Map.of());

        Http.Answer stream = browser.get(home + "/live");

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
        List<String> lines = stream.text().lines().toList();
        int end = lines.indexOf("event: end");
        assertThat(end).isPositive();
        String html =
                JsonMapper.shared()
                        .readTree(lines.get(end + 1).substring("data: ".length()))
                        .stringValue();
        assertThat(html)
                .contains("100.0 %", ">completed<")
                .containsPattern(
                        "<td>Moved</td><td class=\"figures\">3</td><td class=\"figures\"><span class=\"size\" title=\"3,003 bytes\">");
        assertThat(browser.page(home))
                .contains(">completed<", "Roll back …", "The objects at the source are removed")
                .doesNotContain("Cancel …", "/live\"");
        assertThat(browser.page(home + "/items?state=migrated"))
                .contains(member.folder(), "<td>migrated</td>");
        assertThat(browser.page(home + "/items?state=failed")).contains("No such file");
        Http.Answer manifest = browser.get(home + "/manifest");
        assertThat(manifest.header("Content-Type")).isEqualTo("application/jsonl");
        assertThat(manifest.text()).contains("\"signature\"");
    }

    @Test
    void theStreamEndsWithItsSession() throws Exception {
        String home = begin(later());
        HttpRequest request =
                HttpRequest.newBuilder(server.uri(home + "/live"))
                        .header("Cookie", browser.cookie())
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> stream = client.send(request, BodyHandlers.ofInputStream());
            assertThat(stream.statusCode()).isEqualTo(200);

            browser.submit("/console/sign-out", Map.of());

            try (InputStream body = stream.body()) {
                assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("event: progress\ndata: \"")
                        .endsWith("event: end\ndata: \"\"\n\n");
            }
        }
        assertThat(Browser.location(browser.get(home))).startsWith("/console/sign-in?next=");
        assertThat(migrations().getFirst().state().open()).isTrue();
    }

    @Test
    void limitsAreChangedWhileItRuns() {
        String home = begin(later());

        Http.Answer wrong = browser.submit(home, Map.of("bandwidth", "much", "concurrency", "65"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("Must be a number of MiB above 0", "Must be 1 to 64");

        Map<String, String> fields = new HashMap<>(later());
        fields.putAll(Map.of("bandwidth", "2", "concurrency", "5"));
        assertThat(browser.page(Browser.location(browser.submit(home, fields))))
                .contains("The new limits hold within seconds.", "value=\"5\"");
        assertThat(migrations().getFirst().limits().bandwidth()).isEqualTo(2L << 20);
        assertThat(migrations().getFirst().limits().window()).isNotNull();
    }

    @Test
    void oneIsCancelledAndOneRolledBackWhenTheSlugIsTyped() {
        String waiting = begin(later());
        assertThat(browser.page(waiting + "/cancel")).contains("0 of 3 files have moved");
        assertThat(browser.submit(waiting + "/cancel", Map.of("typed_name", "no")).status())
                .isEqualTo(400);
        assertThat(migrations().getFirst().state().open()).isTrue();
        assertThat(
                        browser.page(
                                Browser.location(
                                        browser.submit(
                                                waiting + "/cancel",
                                                Map.of("typed_name", member.slug())))))
                .contains("The migration is cancelled.");
        assertThat(migrations().getFirst().state()).isEqualTo(Migration.State.CANCELLED);

        String moved = begin(Map.of());
        browser.get(moved + "/live");
        assertThat(browser.page(moved + "/rollback"))
                .contains("3 files with", "data-expected=\"" + member.slug() + "\"");
        String back =
                Browser.location(
                        browser.submit(
                                moved + "/rollback",
                                Map.of("typed_name", member.slug(), "include_new", "yes")));
        browser.get(back.replaceAll("\\?.*", "") + "/live");

        Migration undoing = migrations().getFirst();
        assertThat(moved).endsWith(String.valueOf(undoing.rollbackOf()));
        assertThat(undoing.state()).isEqualTo(Migration.State.COMPLETED);
        assertThat(undoing.progress().migratedFiles()).isEqualTo(FILES);
    }

    @Test
    void aSuperAdminSeesThoseOfAllAndNobodyElseDoes() {
        String home = begin(later());
        Browser admin = Browser.of(server, RunningServer.ADMIN_KEY);
        Browser stranger =
                Browser.of(
                        server, server.member(server.tenant(server.member(1)), "supervisor").key());

        assertThat(admin.page("/console/migrations")).contains("href=\"" + home + "\"");
        assertThat(browser.get("/console/migrations").status()).isEqualTo(403);
        for (String path : List.of(home, home + "/live", home + "/items", home + "/manifest")) {
            assertThat(stranger.get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(Browser.of(server, member.key()).get(home).status()).isEqualTo(403);
        assertThat(stranger.get(ofTenant).status()).isEqualTo(403);
    }

    /** Begins one to the backend, and answers with the address of its page. */
    private String begin(Map<String, String> fields) {
        browser.page(ofTenant + "/new");
        Map<String, String> all = new HashMap<>(fields);
        all.putAll(Map.of("target", backend, "typed_name", member.slug()));
        return Browser.location(browser.submit(ofTenant, all)).replace("?done=begun", "");
    }

    /** A window that is closed for hours. */
    private static Map<String, String> later() {
        LocalTime now = LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
        return Map.of(
                "window_from",
                now.plusHours(3).toString(),
                "window_to",
                now.plusHours(4).toString());
    }

    private List<Migration> migrations() {
        UUID tenant = member.tenantId();
        return server.service(MigrationViews.class)
                .list(server.admin(), tenant, new PageRequest("", 10))
                .items();
    }
}
