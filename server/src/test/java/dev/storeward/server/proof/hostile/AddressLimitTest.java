package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.SharedServer;
import dev.storeward.server.proof.server.Parallel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An address is cut off whatever it asks for, in the words of what it asked. */
@ExtendWith(SharedServer.class)
class AddressLimitTest {
    private static final int FLOOD = 60;

    private final RunningServer server =
            SharedServer.with(Map.of("STOREWARD_RATE_LIMIT_ADDRESS", "1"));

    private Answer refused(String path) {
        Http anyone = new Http(server, "");
        List<Answer> answers = Parallel.run(FLOOD, i -> anyone.get(path));
        return answers.stream().filter(answer -> answer.status() == 429).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "/links/nothing, /error/code, RATE_LIMIT_EXCEEDED",
        "/api/v1/storage/files, /error/code, RATE_LIMIT_EXCEEDED",
        "/api/v1/admin/storage/config, /code, RATE_LIMIT_EXCEEDED",
        "/api/v1/storage-configs/, /detail, Request was throttled. Expected available in 1 seconds.",
        "/api/v1/platform/whoami, /title, Too Many Requests",
        "/storage, /title, Too Many Requests",
        "/docs, /title, Too Many Requests"
    })
    void everyDoorSaysSoInItsOwnForm(String path, String pointer, String said) {
        Answer refused = refused(path);

        assertThat(refused.json().at(pointer).asString()).isEqualTo(said);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.header("RateLimit-Limit")).isEqualTo("1");
        assertThat(refused.header("X-Request-Id")).isNotEmpty();
    }

    @Test
    void whatWatchesTheServerIsAlwaysAnswered() {
        Http anyone = new Http(server, "");
        for (String path : List.of("/healthz", "/readyz", "/metrics")) {
            assertThat(Parallel.run(FLOOD, i -> anyone.get(path)))
                    .extracting(Answer::status)
                    .containsOnly(200);
        }
    }
}
