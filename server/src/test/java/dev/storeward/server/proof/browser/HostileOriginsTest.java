package dev.storeward.server.proof.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin that looks like an allowed one is not one, and where all are, none is echoed. */
class HostileOriginsTest extends BrowserFixture {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hostile.test.evil",
                "https://evilhostile.test",
                "https://hostile.test",
                "https://hostile.test:8443",
                "https://a.hostile.test:8443",
                "http://a.hostile.test",
                "https://A.hostile.test",
                "HTTPS://a.hostile.test",
                "https://a.hostile.test.",
                "https://a.hostile.test/",
                "https://.hostile.test",
                "https://*.hostile.test",
                "https://user@a.hostile.test",
                "https://a.hostile.test@evil.example",
                "https://evil.example#.hostile.test",
                "https://evil.example/.hostile.test",
                "https://evil.example\\.hostile.test",
                "https://exact.test:443",
                "https://exact.test.",
                "https://exact.test https://evil.example",
                "null",
                "*"
            })
    void whatOnlyLooksAllowedIsAnsweredWithoutAHeader(String origin) {
        Member member = allowing("https://*.hostile.test", "https://exact.test");

        assertThat(shownTo(as(member).get(FILES + "/files", "Origin", "https://a.b.hostile.test")))
                .isEqualTo("https://a.b.hostile.test");
        assertThat(corsHeaders(as(member).get(FILES + "/files", "Origin", origin))).isEmpty();
        assertThat(corsHeaders(preflight(FILES + "/files", origin, "GET"))).isEmpty();
    }

    @Test
    void severalOriginsAreNone() {
        Member member = allowing("https://one.test", "https://two.test");

        assertThat(
                        corsHeaders(
                                as(member)
                                        .get(
                                                FILES + "/files",
                                                "Origin",
                                                "https://one.test",
                                                "Origin",
                                                "https://two.test")))
                .isEmpty();
    }

    @Test
    void otherDoorsAreForNoPage() {
        Member member = allowing("https://doors.test");

        for (String path :
                new String[] {"/api/v1/platform/whoami", "/api/v1/storage-configs/", "/healthz"}) {
            assertThat(corsHeaders(as(member).get(path, "Origin", "https://doors.test")))
                    .as(path)
                    .isEmpty();
            assertThat(corsHeaders(preflight(path, OPERATORS, "GET"))).as(path).isEmpty();
        }
    }

    @Test
    void namesOfHeadersThatAreNoneAreNotEchoed() {
        Answer answer =
                preflight(
                        FILES + "/files",
                        OPERATORS,
                        "GET",
                        "Access-Control-Request-Headers",
                        "x-a; <b>");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(corsHeaders(answer)).doesNotContain("access-control-allow-headers");
    }
}
