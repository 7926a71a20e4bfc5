package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.testkit.server.NginxServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Behind a trusted proxy what the proxy says of a request holds, and never what its client says.
 */
class BehindProxyTest {
    private static final String FILES = "/api/v1/storage/files";
    private static final Pattern SAMPLE = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);

    private static RunningServer server;
    private static String key;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of("STOREWARD_TRUSTED_PROXIES", "127.0.0.1"));
        key = server.member(1 << 20).key();
        new Http(server, key).upload("file_name=a.txt", "hello".getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String link(String url, String... headers) {
        return RawHttp.exchange(url, "GET", FILES, key, headers)
                .json()
                .at("/data/items/0/presigned_url")
                .asString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evil.example, files.example.com | http, https | https://files.example.com/links/",
                "files.example.com:443 | https | https://files.example.com/links/",
                "files.example.com:8443 | https | https://files.example.com:8443/links/",
                "files.example.com | ftp | http://files.example.com/links/",
                "files.example.com:65536 | https | https://storeward/links/",
                "'evil example' | https | https://storeward/links/",
            })
    void theLastValueHolds(String hosts, String schemes, String start) {
        assertThat(
                        link(
                                server.url(),
                                "X-Forwarded-Host: " + hosts,
                                "X-Forwarded-Proto: " + schemes))
                .startsWith(start);
    }

    @Test
    void theHeaderThatNoProxyIsConfiguredForIsTheClientsOwn() {
        assertThat(
                        link(
                                server.url(),
                                "Forwarded: host=evil.example;proto=http",
                                "X-Forwarded-Host: files.example.com",
                                "X-Forwarded-Proto: https"))
                .startsWith("https://files.example.com/links/");
        assertThat(link(server.url(), "Forwarded: host=evil.example;proto=https"))
                .startsWith("http://storeward/links/");
    }

    @Test
    void theSampleOfTheOperatorsPageBelievesNoClient() throws IOException {
        Matcher sample = SAMPLE.matcher(Files.readString(Path.of("..", "docs", "operations.md")));
        assertThat(sample.find()).isTrue();
        String block =
                sample.group(1)
                        .replace("listen 443 ssl;", "listen LISTEN;")
                        .replaceAll("(?m)^\\s*ssl_.*$", "")
                        .replace("http://127.0.0.1:8080", server.url());
        assertThat(block).contains("LISTEN", server.url());

        try (NginxServer nginx = NginxServer.start(block)) {
            String said =
                    link(
                            nginx.url(),
                            "X-Forwarded-For: 192.0.2.1",
                            "X-Forwarded-Host: evil.example",
                            "X-Forwarded-Proto: gopher",
                            "Forwarded: for=192.0.2.1;host=evil.example;proto=https");
            assertThat(said).startsWith("http://storeward/links/");

            // Names with encoded and doubled slashes arrive as they were sent.
            Http member = new Http(nginx.url(), key);
            String name =
                    member.upload(
                                    "file_name=a%20b%25.txt",
                                    "hello".getBytes(StandardCharsets.UTF_8))
                            .json()
                            .at("/data/file_path")
                            .asString();
            String sent = name.replace("%", "%25").replace(" ", "%20").replace("/", "%2F");
            assertThat(member.get("/api/v1/storage/objects/" + sent).text()).isEqualTo("hello");
            assertThat(new Http(nginx.url(), "").get("/metrics").status()).isEqualTo(404);
            assertThat(new Http(nginx.url(), "").get("/readyz").status()).isEqualTo(404);
        }
    }
}
