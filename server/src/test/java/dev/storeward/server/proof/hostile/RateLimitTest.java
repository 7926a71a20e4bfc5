package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import dev.storeward.server.proof.server.Parallel;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Floods of requests and of guessed keys are cut off, and others are served meanwhile. */
@ExtendWith(SharedServer.class)
class RateLimitTest {
    private static final String FILES = "/api/v1/storage/files";
    private static final int FLOOD = 60;

    private final RunningServer server =
            SharedServer.with(
                    Map.of(
                            "STOREWARD_RATE_LIMIT_KEY", "2",
                            "STOREWARD_RATE_LIMIT_WRONG_KEYS", "4"));

    private static List<Answer> flood(Http by, String path) {
        return Parallel.run(FLOOD, i -> by.get(path));
    }

    private static Answer refused(List<Answer> answers) {
        return answers.stream().filter(answer -> answer.status() == 429).findFirst().orElseThrow();
    }

    @Test
    void aKeyIsCutOffAndAnotherOfTheSameTenantIsServed() {
        Member member = server.member(1 << 20);
        Member colleague = server.member(server.tenant(member), "member");

        List<Answer> answers = flood(new Http(server, member.key()), FILES);

        assertThat(answers).extracting(Answer::status).contains(200, 429).doesNotContain(500);
        Answer refused = refused(answers);
        assertThat(refused.json().at("/error/code").asString()).isEqualTo("RATE_LIMIT_EXCEEDED");
        for (String prefix : List.of("RateLimit-", "X-RateLimit-")) {
            assertThat(refused.header(prefix + "Limit")).isEqualTo("2");
            assertThat(refused.header(prefix + "Remaining")).isEqualTo("0");
            assertThat(refused.header(prefix + "Reset")).isEqualTo("1");
        }
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        Answer served = new Http(server, colleague.key()).get(FILES);
        assertThat(served.status()).isEqualTo(200);
        assertThat(served.header("RateLimit-Limit")).isEqualTo("2");
        assertThat(served.header("RateLimit-Remaining")).isEqualTo("1");
    }

    @Test
    void whoGuessesKeysIsCutOffCountedAndWrittenDownAndNeighboursAreServed() {
        Member member = server.member(1 << 20);
        Http good = new Http(server, member.key());
        assertThat(good.get(FILES).status()).isEqualTo(200);

        List<Answer> guesses =
                IntStream.range(0, 12)
                        .mapToObj(i -> new Http(server, "sw_guess_number_" + i).get(FILES))
                        .toList();

        assertThat(guesses.subList(0, 4)).extracting(Answer::status).containsOnly(401);
        assertThat(guesses.subList(5, 12)).extracting(Answer::status).contains(429);
        assertThat(refused(guesses).json().at("/error/message").asString())
                .contains("wrong keys from this address");
        assertThat(good.get(FILES).status())
                .as("of the same address, with a key that was right before")
                .isEqualTo(200);
        String metrics = new Http(server, "").get("/metrics").text();
        assertThat(value(metrics, "storeward_keys_wrong_total")).isGreaterThanOrEqualTo(4);
        assertThat(value(metrics, "storeward_requests_limited_total{by=\"wrong_key\"}"))
                .isPositive();
        assertThat(noted()).isEqualTo(1);
    }

    private static double value(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private long noted() {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM audit WHERE action = 'access.wrong_keys'"
                                        + " AND target = 'address:127.0.0.1'",
                                row -> row.number("n")));
    }
}
