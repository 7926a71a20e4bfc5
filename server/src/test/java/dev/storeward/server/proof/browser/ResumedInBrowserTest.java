package dev.storeward.server.proof.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.proof.server.Digests;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.testkit.browser.BrowserRun;
import dev.storeward.testkit.browser.BrowserRun.Ended;
import dev.storeward.testkit.browser.Chromium;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * tus-js-client and Uppy in a real browser, on a page of another origin: what broke off goes on
 * where it was, with no other settings than {@code docs/resumable.md} shows.
 */
class ResumedInBrowserTest {
    private static final int SIZE = 20 << 20;

    /** Of what the server keeps of an upload under way. */
    private static final int PIECE = 8 << 20;

    /** When a connection breaks, or stalls: in the second piece, and twice in a file. */
    private static final int MIDDLE = 9 << 20;

    private static final String FILES = "/api/v1/storage";
    private static final AtomicInteger TENANTS = new AtomicInteger();

    @TempDir static Path folder;

    private static Chromium chromium;
    private static PageOrigin pages;
    private static ServerProcess server;
    private static Path file;
    private static String digest;

    @BeforeAll
    static void begin() throws IOException {
        chromium = Chromium.installed();
        pages = new PageOrigin(chromium.bundled(resource("page.js")));
        byte[] content = new byte[SIZE];
        new Random(SIZE).nextBytes(content);
        file = Files.write(folder.resolve("holiday film.bin"), content);
        digest = Digests.sha256(content);
        server = ServerProcess.start(ServerProcess.newData(), Map.of());
    }

    @AfterAll
    static void end() {
        if (pages != null) {
            pages.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void tusJsClientGoesOnWhereItsLineBroke() {
        Account account = allowing(pages.origin());
        try (FaultProxy proxy = FaultProxy.to(URI.create(server.url()))) {
            proxy.set(new Fault.CutRequest(MIDDLE));

            Ended ended = chromium.run(resource("cut.mjs"), given(proxy, account));

            assertWentOn(ended);
            assertStored(account, ended);
        }
    }

    @Test
    void tusJsClientGoesOnWhereAClosedPageLeftOff() {
        Account account = allowing(pages.origin());
        try (FaultProxy proxy = FaultProxy.to(URI.create(server.url()))) {
            proxy.set(new Fault.StallRequest(MIDDLE));
            try (BrowserRun run = chromium.start(resource("closed.mjs"), given(proxy, account))) {
                run.said("sending");
                awaitPiece(account);
                run.tell("close", null);
                run.said("closed");
                proxy.set(new Fault.None());
                run.tell("open", null);
                Ended ended = run.ended();

                assertWentOn(ended);
                assertThat(ended.result().path("methods").toString())
                        .contains("HEAD", "PATCH")
                        .doesNotContain("POST");
                assertThat(ended.result().path("remembered").asInt()).isZero();
                assertStored(account, ended);
            }
        }
    }

    @Test
    void uppyGoesOnAfterTheServerWasKilled() {
        Account account = allowing(pages.origin());
        try (FaultProxy proxy = FaultProxy.to(URI.create(server.url()))) {
            proxy.set(new Fault.StallRequest(MIDDLE));
            try (BrowserRun run = chromium.start(resource("killed.mjs"), given(proxy, account))) {
                run.said("sending");
                awaitPiece(account);
                server.kill();
                proxy.set(new Fault.None());
                server = restarted();
                Ended ended = run.ended();

                assertWentOn(ended);
                assertStored(account, ended);
            }
        }
    }

    @Test
    void aPageOfNoAllowedOriginGetsNothing() {
        Account account = allowing(pages.origin());
        Http http = new Http(server.url(), account.key());
        Answer stored = http.upload("file_name=a.txt", "hello".getBytes(StandardCharsets.UTF_8));
        String object = FILES + "/objects/" + stored.json().at("/data/file_path").asString();
        String link = http.get(object + "/presigned-url").json().at("/data/url").asString();
        Map<String, String> given =
                Map.of(
                        "url",
                        server.url(),
                        "key",
                        account.key(),
                        "file",
                        file.toString(),
                        "object",
                        server.url() + object,
                        "link",
                        link);

        Ended stranger = chromium.run(resource("stranger.mjs"), on(pages.otherOrigin(), given));

        assertThat(stranger.result().toString())
                .isEqualTo(
                        "{\"object\":\"TypeError\",\"missing\":\"TypeError\",\"link\":\"TypeError\","
                                + "\"opaque\":\"opaque 0 \",\"upload\":\"no upload\"}");
        assertThat(charged(account)).isEqualTo("hello".length());
        assertThat(stranger.consoleErrors()).anyMatch(error -> error.contains("CORS policy"));

        Ended friend = chromium.run(resource("stranger.mjs"), on(pages.origin(), given));

        assertThat(friend.result().path("object").asString()).isEqualTo("cors 200 hello");
        assertThat(friend.result().path("missing").asString()).isEqualTo("cors 404");
        assertThat(friend.result().path("link").asString()).isEqualTo("cors 200 hello");
        assertStored(account, friend.result().path("upload").asString());
    }

    /** What the page shows of how it is done is in the documentation, letter by letter. */
    @Test
    void theQuickStartsAreWhatRan() throws IOException {
        String docs = Files.readString(Path.of("..", "docs", "resumable.md"));

        assertThat(docs).contains(Files.readString(resource("tus-js-client.js")));
        assertThat(docs).contains(Files.readString(resource("uppy.js")));
    }

    private static Path resource(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(ResumedInBrowserTest.class.getResource(name), name)
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerProcess restarted() {
        String port = String.valueOf(URI.create(server.url()).getPort());
        return ServerProcess.start(server.data(), Map.of(), Path.of(""), List.of("--port", port));
    }

    /** A member of a new tenant whose pages are of this origin. */
    private static Account allowing(String origin) {
        Account account = server.account("pages" + TENANTS.incrementAndGet(), 1L << 30);
        Answer answer =
                server.admin()
                        .send(
                                "PUT",
                                "/api/v1/platform/tenants/" + account.tenantId() + "/cors",
                                BodyPublishers.ofString(
                                        "{\"allowed_origins\":[\"" + origin + "\"]}"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return account;
    }

    private static Map<String, String> given(FaultProxy proxy, Account account) {
        return on(
                pages.origin(),
                Map.of(
                        "url",
                        proxy.endpoint().toString(),
                        "key",
                        account.key(),
                        "file",
                        file.toString()));
    }

    private static Map<String, String> on(String origin, Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.put("page", origin + "/");
        return all;
    }

    /**
     * The offsets it was told are of bytes that are kept, so that a whole piece is not sent again.
     */
    private static void assertWentOn(Ended ended) {
        List<Long> offsets =
                ended.result().path("offsets").valueStream().map(JsonNode::asLong).toList();
        assertThat(offsets).isSorted().last().asInstanceOf(LONG).isBetween((long) PIECE, SIZE - 1L);
    }

    /** Waits until a first piece is kept, while the rest cannot come. */
    private static void awaitPiece(Account account) {
        String pieces =
                "SELECT count(*) FROM upload_piece WHERE kept AND tenant_id = '%s'"
                        .formatted(account.tenantId());
        await().atMost(Duration.ofMinutes(1))
                .until(() -> server.database().number(pieces), count -> count >= 1);
    }

    private static long charged(Account account) {
        Answer usage = new Http(server.url(), account.key()).get(FILES + "/usage");
        return usage.json().at("/data/used_bytes").asLong();
    }

    private static void assertStored(Account account, Ended ended) {
        assertThat(ended.outsideRequests()).isEmpty();
        assertStored(account, ended.result().path("name").asString());
        assertThat(charged(account)).isEqualTo(SIZE);
    }

    private static void assertStored(Account account, String name) {
        assertThat(name).matches("organizations/.*/holiday.*\\.bin");
        Answer read = new Http(server.url(), account.key()).get(FILES + "/objects/" + name);
        assertThat(read.status()).as(read.text()).isEqualTo(200);
        assertThat(Digests.sha256(read.body())).isEqualTo(digest);
    }
}
