package dev.storeward.server.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.config.SettingsException;
import dev.storeward.server.config.SettingsReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a management port, what operators ask is answered there, and nothing else. */
class ManagementPortTest {
    private static RunningServer server;
    private static Http everybody;
    private static Http operators;

    @BeforeAll
    static void start() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        server = RunningServer.start(Map.of("STOREWARD_MANAGEMENT_PORT", String.valueOf(port)));
        everybody = new Http(server, RunningServer.ADMIN_KEY);
        operators = new Http("http://127.0.0.1:" + port, RunningServer.ADMIN_KEY);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void operatorsAreAnsweredThere() {
        assertThat(operators.get("/healthz").text()).isEqualTo("ok\n");
        assertThat(operators.get("/readyz").text()).startsWith("ready\n");
        assertThat(operators.get("/metrics").text()).contains("jvm_memory_used_bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/metrics"})
    void nobodyElseIsToldOfIt(String path) {
        Http.Answer answer = everybody.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("title").stringValue()).isEqualTo("Not Found");
        assertThat(everybody.get(path, "X-Forwarded-Port", "1").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/docs",
                "/openapi.json",
                "/api/v1/platform/whoami",
                "/api/v1/storage/files",
                "/metrics/x",
                "/links/x"
            })
    void nothingElseIsThere(String path) {
        Http.Answer answer = operators.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("detail").stringValue()).contains("/healthz");
        assertThat(everybody.get(path).text()).doesNotContain("This port has");
    }

    @Test
    void itIsAnotherPortThanThatOfTheDoors() {
        assertThatThrownBy(() ->
                        SettingsReader.read(
                                List.of("--port", "8081"),
                                Map.of("STOREWARD_MANAGEMENT_PORT", "8081")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("STOREWARD_MANAGEMENT_PORT must be another one than STOREWARD_PORT.");
    }
}
