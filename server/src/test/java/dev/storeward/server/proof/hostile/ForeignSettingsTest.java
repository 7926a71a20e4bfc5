package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.proof.server.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server in a pod, beside services of unlucky names, in a folder with configuration files of
 * another program: nothing but its own settings says where and how it answers.
 */
class ForeignSettingsTest {
    /** What Kubernetes tells every container, and what the framework would take for settings. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "KUBERNETES_SERVICE_HOST",
                    "10.0.0.1",
                    "KUBERNETES_SERVICE_PORT",
                    "443",
                    // Of a service that is named "server".
                    "SERVER_PORT",
                    "tcp://10.0.0.2:80",
                    "SERVER_ADDRESS",
                    "127.0.0.2",
                    "SERVER_FORWARD_HEADERS_STRATEGY",
                    "framework",
                    "SPRING_APPLICATION_JSON",
                    "{\"server\":{\"servlet\":{\"context-path\":\"/json\"}}}");

    @TempDir private static Path folder;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(
                folder.resolve("application.properties"),
                "server.address=127.0.0.3\nserver.servlet.context-path=/file\nlogging.level.root=TRACE\n");
        Files.writeString(
                Files.createDirectory(folder.resolve("config")).resolve("application.yaml"),
                "spring.main.web-application-type: none\n");
        server =
                ServerProcess.start(
                        ServerProcess.newData(),
                        ENVIRONMENT,
                        folder,
                        List.of(),
                        "-Dserver.servlet.context-path=/property");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itAnswersWhereItsOptionsSay() {
        assertThat(server.url()).startsWith("http://127.0.0.1:");
        assertThat(new Http(server.url(), "").get("/healthz").text()).isEqualTo("ok\n");
        assertThat(server.log()).doesNotContain("TRACE").doesNotContain("DEBUG");
    }

    @Test
    void aPodIsNoProxy() {
        Http member = new Http(server.url(), server.account("pod", 1 << 20).key());
        String[] forged = {
            "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https",
            "X-Forwarded-Port", "444", "X-Forwarded-Prefix", "/evil",
            "Forwarded", "host=evil.example;proto=https"
        };
        String address =
                member.upload("file_name=a.txt", "hello".getBytes(StandardCharsets.UTF_8), forged)
                        .json()
                        .at("/data/file_path")
                        .asString();

        Http.Answer link =
                member.get("/api/v1/storage/objects/" + address + "/presigned-url", forged);

        assertThat(link.json().at("/data/url").asString()).startsWith(server.url() + "/links/");
        assertThat(new Http(server.url(), "").get(link.json().at("/data/url").asString()).text())
                .isEqualTo("hello");
    }
}
