package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** No cache keeps an answer for the next who asks, and no browser takes it for something else. */
class AnswerHeadersTest extends HostileFixture {
    private static final String KEYS =
            "Authorization, X-API-Key, X-Avala-Api-Key, X-Tenant, Origin";

    private static String object;

    @BeforeAll
    static void file() {
        byte[] upload =
                ("POST "
                                + BASE
                                + "/upload?file_name=a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                + "Authorization: Bearer "
                                + member.key()
                                + "\r\nContent-Length: 5\r\n\r\nhello")
                        .getBytes(StandardCharsets.ISO_8859_1);
        object =
                BASE
                        + "/objects/"
                        + RawHttp.exchange(server.url(), upload)
                                .json()
                                .at("/data/file_path")
                                .asString();
    }

    private static Reply asked(String path, String key) {
        return RawHttp.exchange(server.url(), "GET", path, key, "X-Tenant: " + member.slug());
    }

    private static void assertKeptByNobody(int status, Reply reply) {
        String what = reply.toString();
        assertThat(reply.status()).as(what).isEqualTo(status);
        assertThat(reply.headers("Cache-Control")).as(what).containsExactly("no-store");
        assertThat(reply.headers("Vary")).as(what).containsExactly(KEYS);
        assertThat(reply.headers("X-Content-Type-Options")).as(what).containsExactly("nosniff");
    }

    @Test
    void whatIsToldIsKeptByNobody() {
        String admin = RunningServer.ADMIN_KEY;
        for (String path :
                List.of(
                        BASE + "/files",
                        object + "/presigned-url",
                        object + "/metadata",
                        "/api/v1/platform/whoami",
                        "/api/v1/storage-configs/")) {
            assertKeptByNobody(200, asked(path, member.key()));
        }
        for (String path :
                List.of("/storage", "/api/v1/admin/storage/stats", "/api/v1/platform/tenants")) {
            assertKeptByNobody(200, asked(path, admin));
        }
        for (String path : List.of("/healthz", "/readyz", "/metrics", "/openapi.json")) {
            assertKeptByNobody(200, asked(path, ""));
        }
    }

    @Test
    void norIsWhatIsRefused() {
        assertKeptByNobody(401, asked(BASE + "/files", ""));
        assertKeptByNobody(400, asked(BASE + "/files?page=0", member.key()));
        assertKeptByNobody(404, asked(object + "x", member.key()));
        assertKeptByNobody(403, asked("/links/nothing", ""));
        assertKeptByNobody(404, asked("/nothing", ""));
        assertKeptByNobody(404, asked("/docs/nothing", ""));
        assertKeptByNobody(400, asked("/metrics;x", ""));
        assertKeptByNobody(400, asked("/%00", ""));
        assertKeptByNobody(414, asked("/" + "y".repeat(9_000), ""));
        assertKeptByNobody(
                405, RawHttp.exchange(server.url(), "DELETE", "/healthz", "", "Content-Length: 0"));
    }

    @Test
    void aDownloadIsTheCallersAndAFileToOthers() {
        Reply own = asked(object, member.key());
        String link =
                asked(object + "/presigned-url", member.key()).json().at("/data/url").asString();
        Reply shared = asked(link.substring(link.indexOf("/links/")), "");

        for (Reply reply : List.of(own, shared)) {
            assertThat(reply.text()).isEqualTo("hello");
            assertThat(reply.headers("Cache-Control")).containsExactly("private, no-cache");
            assertThat(reply.headers("Vary")).containsExactly(KEYS);
            assertThat(reply.headers("X-Content-Type-Options")).containsExactly("nosniff");
            assertThat(reply.headers("Referrer-Policy")).containsExactly("no-referrer");
        }
        assertThat(own.headers("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
        assertThat(shared.headers("Cross-Origin-Resource-Policy")).containsExactly("cross-origin");
    }

    @Test
    void pagesAreServedByTheirRoutesOnly() {
        Reply page = asked("/docs", "");
        assertThat(page.headers("Cache-Control")).containsExactly("no-cache");
        assertThat(page.headers("Content-Security-Policy")).hasSize(1);

        for (String path :
                List.of(
                        "/webjars/swagger-ui/5.34.1/index.html",
                        "/webjars/swagger-ui/5.34.1/swagger-ui.js",
                        "/webjars/swagger-ui/index.html",
                        "/index.html",
                        "/docs/index.html/../start.js")) {
            assertThat(asked(path, "").status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void whatStrangersAskForInVainLeavesNoLine() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        try {
            for (String path :
                    List.of(
                            "/vain-vain-vain",
                            "/docs/../vain-vain",
                            "/docs/vain",
                            "/%76ain",
                            "/vain%00",
                            BASE + "/vain",
                            "/webjars/vain",
                            "/links/vain",
                            "/uploads/vain")) {
                assertThat(asked(path, "").status()).as(path).isBetween(400, 405);
            }
        } finally {
            root.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("vain"));
    }
}
