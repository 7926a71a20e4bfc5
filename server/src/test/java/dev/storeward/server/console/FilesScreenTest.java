package dev.storeward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
class FilesScreenTest {
    private static final String BOUNDARY = "storeward-console-test";
    private static RunningServer server;
    private Member member;
    private Browser browser;

    @BeforeAll
    static void start() {
        server = SharedServer.with(Map.of());
    }

    @BeforeEach
    void signIn() {
        member = server.member(1 << 20);
        browser = Browser.of(server, member.key());
    }

    @Test
    void aFileIsUploadedByTheFormShownAndDownloaded() {
        assertThat(browser.page("/console/files")).contains("No file here yet");

        String page = upload("notes.txt", "hello <b>world</b>", browser.formToken());

        assertThat(browser.page(page))
                .contains("The file is stored.", "hello &lt;b&gt;world&lt;/b&gt;", "text/plain");
        Http.Answer bytes = browser.get(home(page) + "/content");
        assertThat(bytes.text()).isEqualTo("hello <b>world</b>");
        assertThat(bytes.header("Content-Disposition"))
                .startsWith("attachment; filename=\"notes.txt\"");
        assertThat(bytes.header("Content-Security-Policy")).startsWith("sandbox");
        assertThat(browser.page("/console/files")).contains("notes.txt", "18 bytes");
    }

    @Test
    void aFormWithAFileAndAWrongTokenStoresNothing() {
        Http.Answer answer = send("notes.txt", "x", "wrong");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(browser.page("/console/files")).contains("No file here yet");
    }

    @Test
    void aFileInPiecesGoesOnWhereItStopped() {
        byte[] bytes = "0123456789".repeat(100).getBytes(StandardCharsets.UTF_8);
        Http.Answer begun = script("POST", "/console/uploads?name=big.txt&size=1000", new byte[0]);
        assertThat(begun.status()).as(begun.text()).isEqualTo(201);
        String upload = begun.header("Location");

        Http.Answer first = script("PATCH", upload + "?offset=0", Arrays.copyOf(bytes, 400));
        assertThat(first.status()).as(first.text()).isEqualTo(204);
        assertThat(first.header("Upload-Offset")).isEqualTo("400");
        assertThat(browser.get(upload).header("Upload-Offset")).isEqualTo("400");

        Http.Answer last =
                script("PATCH", upload + "?offset=400", Arrays.copyOfRange(bytes, 400, 1000));
        assertThat(last.header("Upload-Offset")).isEqualTo("1000");
        String page = last.header("Content-Location");
        assertThat(browser.page(page)).contains("big.txt", "1,000 bytes");
        assertThat(browser.get(page + "/content").body()).isEqualTo(bytes);
    }

    @Test
    void piecesWithoutTheTokenOfTheSessionAreRefused() {
        Http.Answer begun =
                browser.http()
                        .send(
                                "POST",
                                "/console/uploads?name=big.txt&size=1000",
                                BodyPublishers.noBody(),
                                browser.with());

        assertThat(begun.status()).isEqualTo(403);
    }

    @Test
    void anUploadBeyondTheLimitIsToldInWords() {
        Http.Answer begun =
                script("POST", "/console/uploads?name=big.bin&size=9999999", new byte[0]);

        assertThat(begun.status()).isEqualTo(413);
        assertThat(begun.text()).contains("The tenant's limit would be passed");
    }

    @Test
    void aLinkOpensTheFileUntilItsUserRevokesAll() {
        String page = upload("shared.txt", "for you", browser.formToken());
        String home = home(page);
        browser.page(page);

        Http.Answer made = browser.submit(home + "/link", Map.of("hours", "2"));

        assertThat(made.status()).isEqualTo(201);
        String link =
                made.text().replaceAll("(?s).*<code>(http://[^<]+/links/[^<]+)</code>.*", "$1");
        Http anyone = new Http(server, "");
        assertThat(anyone.get(link).text()).isEqualTo("for you");

        String id = home.substring(home.lastIndexOf('/') + 1);
        Http.Answer revoked = browser.submit("/console/links/revoke", Map.of("file", id));
        assertThat(browser.page(Browser.location(revoked))).contains("until now are dead");
        assertThat(anyone.get(link).status()).isEqualTo(404);

        assertThat(browser.submit(home + "/link", Map.of("hours", "169")).status()).isEqualTo(400);
        assertThat(browser.submit(home + "/link", Map.of("hours", "x")).text())
                .contains("Must be a whole number of hours");
    }

    @Test
    void aFileGoesWhenItsNameIsTyped() {
        String page = upload("gone.txt", "bye", browser.formToken());
        String path = home(page) + "/delete";
        assertThat(browser.page(path)).contains("This cannot be undone.", "gone.txt", "3 bytes");

        assertThat(browser.submit(path, Map.of("typed_name", "other.txt")).status()).isEqualTo(400);
        assertThat(browser.get(home(page)).status()).isEqualTo(200);
        assertThat(Browser.location(browser.submit(path, Map.of("typed_name", "gone.txt"))))
                .isEqualTo("/console/files");
        assertThat(browser.get(home(page)).status()).isEqualTo(404);
    }

    @Test
    void filesAreFoundByFolderAndByTheBeginningOfTheirNames() {
        Http door = new Http(server, member.key());
        door.upload("file_name=one.txt&path=photos/2031", new byte[1]);
        door.upload("file_name=two.txt", new byte[1]);

        String folders = browser.page("/console/files?folder=");
        assertThat(folders).contains(">photos/</a>", "two.txt").doesNotContain("one.txt");
        assertThat(browser.page("/console/files?folder=photos%2F2031%2F"))
                .contains("one.txt", ">photos</a>", ">2031</a>")
                .doesNotContain("two.txt");
        assertThat(browser.page("/console/files?q=tw"))
                .contains("two.txt")
                .doesNotContain("one.txt");
        assertThat(browser.page("/console/files?q=nothing")).contains("No file begins so");
    }

    @Test
    void anothersFileIsNotThere() {
        String page = upload("mine.txt", "mine", browser.formToken());
        Member colleague = server.member(server.tenant(member), "supervisor");

        Browser other = Browser.of(server, colleague.key());

        assertThat(other.get(home(page)).status()).isEqualTo(404);
        assertThat(other.get(home(page) + "/content").status()).isEqualTo(404);
        assertThat(other.submit(home(page) + "/delete", Map.of("typed_name", "mine.txt")).status())
                .isEqualTo(404);
    }

    @Test
    void aSuperAdminHasFilesInTheTenantThatIsChosen() {
        Browser admin = Browser.of(server, RunningServer.ADMIN_KEY);

        assertThat(admin.get("/console/files").text())
                .contains("Choose a tenant under Tenants first.");
        assertThat(admin.page("/console/files?tenant=" + member.slug()))
                .contains("No file here yet", "in " + member.slug());
        assertThat(admin.get("/console/files?tenant=nobody").status()).isEqualTo(404);
    }

    private String upload(String name, String content, String token) {
        return Browser.location(send(name, content, token));
    }

    private Http.Answer send(String name, String content, String token) {
        String body =
                """
                --%1$s\r
                Content-Disposition: form-data; name="form_token"\r
                \r
                %2$s\r
                --%1$s\r
                Content-Disposition: form-data; name="path"\r
                \r
                \r
                --%1$s\r
                Content-Disposition: form-data; name="file"; filename="%3$s"\r
                \r
                %4$s\r
                --%1$s--\r
                """
                        .formatted(BOUNDARY, token, name, content);
        return browser.http()
                .send(
                        "POST",
                        "/console/files",
                        BodyPublishers.ofString(body),
                        browser.with("Content-Type", "multipart/form-data; boundary=" + BOUNDARY));
    }

    private Http.Answer script(String method, String path, byte[] bytes) {
        return browser.http()
                .send(
                        method,
                        path,
                        BodyPublishers.ofByteArray(bytes),
                        browser.with("X-Form-Token", browser.formToken()));
    }

    private static String home(String page) {
        return page.split("\\?", 2)[0];
    }
}
