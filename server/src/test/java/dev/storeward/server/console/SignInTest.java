package dev.storeward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.PageRequest;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.user.FileDisposition;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.Users;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
class SignInTest {
    private static final long QUOTA = 1 << 20;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = SharedServer.with(Map.of());
    }

    @Test
    void aRightKeyOpensTheConsoleForTwelveHours() {
        Member member = server.member(QUOTA);
        Browser browser = new Browser(server);

        Http.Answer answer = browser.signIn(member.key());

        assertThat(Browser.location(answer)).isEqualTo("/console");
        assertThat(answer.header("Set-Cookie"))
                .matches(
                        "storeward-local=[A-Za-z0-9_-]{43}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
        assertThat(browser.page("/console")).contains("Storage of " + member.slug());
    }

    @Test
    void overHttpsTheCookieIsBoundToTheHost() {
        try (RunningServer behindProxy =
                RunningServer.start(Map.of("STOREWARD_PUBLIC_URL", "https://files.example.test"))) {
            Http.Answer answer = new Browser(behindProxy).signIn(RunningServer.ADMIN_KEY);

            assertThat(answer.header("Set-Cookie"))
                    .startsWith("__Host-storeward=")
                    .endsWith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure");
        }
    }

    @Test
    void overPlainHttpFromAnotherMachineNoKeyIsTaken() {
        try (RunningServer behindProxy =
                RunningServer.start(Map.of("STOREWARD_TRUSTED_PROXIES", "127.0.0.1"))) {
            String[] there = {"X-Forwarded-Host", "storage.example.test"};
            Browser browser = new Browser(behindProxy);

            assertThat(browser.get("/console/sign-in", there).text())
                    .contains("Not over this connection")
                    .doesNotContain("type=\"password\"");
            Http.Answer answer =
                    browser.post("/console/sign-in", Map.of("key", RunningServer.ADMIN_KEY), there);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void aWrongKeyOpensNothing() {
        Browser browser = new Browser(server);

        Http.Answer answer = browser.signIn("sw_0123456789012345678901234567890123456789012");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).contains("This key is unknown, expired or revoked.");
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(browser.get("/console").header("Location"))
                .isEqualTo("/console/sign-in?next=%2Fconsole");
    }

    @Test
    void guessesAreThrottledAsWrongKeysAreAtEveryDoor() {
        try (RunningServer strict =
                RunningServer.start(Map.of("STOREWARD_RATE_LIMIT_WRONG_KEYS", "3"))) {
            Browser browser = new Browser(strict);
            for (int guess = 0; guess < 3; guess++) {
                assertThat(browser.signIn("sw_guess_number_" + guess).status()).isEqualTo(401);
            }

            Http.Answer answer = browser.signIn("sw_guess_number_4");

            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.text()).contains("Too many wrong keys from this address.");
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }
    }

    @Test
    void whoWasLedToTheSignInGoesOnToThePageOfTheConsoleAndToNoOther() {
        Member member = server.member(QUOTA);
        Browser browser = new Browser(server);

        assertThat(browser.get("/console/account?a=1").header("Location"))
                .isEqualTo("/console/sign-in?next=%2Fconsole%2Faccount%3Fa%3D1");
        assertThat(next(browser, member, "/console/account?a=1")).isEqualTo("/console/account?a=1");
        for (String elsewhere :
                new String[] {
                    "https://evil.test/", "//evil.test", "/console//..//evil\\", "/openapi.json",
                    "/console/sign-in", "javascript:alert(1)", "/consoleevil", "/console\r\nX: y"
                }) {
            assertThat(next(browser, member, elsewhere)).as(elsewhere).isEqualTo("/console");
        }
    }

    @Test
    void signingOutEndsThisSessionAndNoOther() {
        Member member = server.member(QUOTA);
        Browser here = Browser.of(server, member.key());
        Browser there = Browser.of(server, member.key());
        String before = here.cookie();

        Http.Answer answer = here.submit("/console/sign-out", Map.of());

        assertThat(answer.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(here.http().get("/console", "Cookie", before).status()).isEqualTo(303);
        assertThat(there.get("/console").status()).isEqualTo(200);
    }

    @Test
    void signingOutEverywhereEndsAllSessionsOfTheUser() {
        Member member = server.member(QUOTA);
        Browser here = Browser.of(server, member.key());
        Browser there = Browser.of(server, member.key());

        Browser.location(here.submit("/console/sign-out-everywhere", Map.of()));

        assertThat(there.get("/console").status()).isEqualTo(303);
    }

    @Test
    void aRevokedKeyEndsItsSessionsAtOnce() {
        Member member = server.member(QUOTA);
        Browser browser = Browser.of(server, member.key());
        Keys keys = server.service(Keys.class);
        keys.list(server.admin(), member.userId(), PageRequest.first())
                .items()
                .forEach(key -> keys.revoke(server.admin(), key.id(), InSameTransaction.nothing()));

        assertThat(browser.get("/console").status()).isEqualTo(303);
    }

    @Test
    void aDisabledUserIsSignedOutAtOnce() {
        Member member = server.member(QUOTA);
        Browser browser = Browser.of(server, member.key());
        server.service(Users.class)
                .disable(
                        server.admin(),
                        member.userId(),
                        new FileDisposition.KeepFiles(),
                        InSameTransaction.nothing());

        assertThat(browser.get("/console").status()).isEqualTo(303);
    }

    @Test
    void aSessionThatIsOverIsNoneAndGoesWithTheNextSignIn() {
        Member member = server.member(QUOTA);
        Browser browser = Browser.of(server, member.key());
        server.tx()
                .forSystem()
                .run(sql ->
                        sql.update(
                                "UPDATE console_session SET expires_at = now() - interval '1 second'"
                                        + " WHERE key_id IN (SELECT id FROM api_key WHERE user_id = ?)",
                                member.userId()));

        assertThat(browser.get("/console").status()).isEqualTo(303);
        Browser.of(server, server.member(QUOTA).key());
        assertThat(rowsOf(member)).isZero();
    }

    @Test
    void theTokenIsKeptNowhere() {
        Member member = server.member(QUOTA);
        Browser browser = Browser.of(server, member.key());
        String token = browser.cookie().substring(browser.cookie().indexOf('=') + 1);

        String kept =
                server.tx()
                        .forSystem()
                        .statement(sql ->
                                sql.one(
                                        "SELECT string_agg(s::text, ' ') AS rows FROM console_session s",
                                        row -> row.text("rows")));

        assertThat(rowsOf(member)).isEqualTo(1);
        assertThat(kept).doesNotContain(token);
    }

    private static long rowsOf(Member member) {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM console_session WHERE key_id IN"
                                        + " (SELECT id FROM api_key WHERE user_id = ?)",
                                row -> row.number("n"),
                                member.userId()));
    }

    private static String next(Browser browser, Member member, String next) {
        return Browser.location(
                browser.post("/console/sign-in", Map.of("key", member.key(), "next", next)));
    }
}
