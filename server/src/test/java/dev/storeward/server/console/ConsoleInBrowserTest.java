package dev.storeward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import dev.storeward.testkit.browser.BrowserRun;
import dev.storeward.testkit.browser.Chromium;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The console in a real browser, with its scripts. */
@ExtendWith(SharedServer.class)
class ConsoleInBrowserTest {
    private static final int LARGE = 40 << 20;

    @TempDir static Path folder;

    private static Chromium chromium;
    private static RunningServer server;
    private static Member member;
    private static String file;

    @BeforeAll
    static void start() {
        chromium = Chromium.installed();
        server = SharedServer.with(Map.of());
        member = server.member(1L << 30);
        byte[] text = "Some lines\nof text <b>&amp;".getBytes(StandardCharsets.UTF_8);
        new Http(server, member.key()).upload("file_name=notes.txt", text);
        Browser browser = Browser.of(server, member.key());
        file =
                browser.page("/console/files")
                        .replaceAll("(?s).*href=\"(/console/files/[0-9a-f-]{36})\".*", "$1");
    }

    @Test
    void theScreensOfAMemberAreAccessibleInLightAndDarkOnAPhoneAndAWideScreen() throws Exception {
        Map<String, String> screens = new LinkedHashMap<>();
        screens.put("home", "/console");
        screens.put("files", "/console/files");
        screens.put("folders", "/console/files?folder=");
        screens.put("file", file);
        screens.put("delete", file + "/delete");
        screens.put("refused", "/console/tenants");

        assertSound("member", member.key(), screens);
    }

    @Test
    void theScreensOfASuperAdminAre() throws Exception {
        String tenant = "/console/tenants/" + member.tenantId();
        Map<String, String> screens = new LinkedHashMap<>();
        screens.put("home", "/console");
        screens.put("tenants", "/console/tenants");
        screens.put("new-tenant", "/console/tenants/new");
        screens.put("tenant", tenant);
        screens.put("delete-tenant", tenant + "/delete");
        screens.put("users", tenant + "/users");
        screens.put("new-user", tenant + "/users/new");
        screens.put("user", "/console/users/" + member.userId());
        screens.put("account", "/console/account");
        screens.put("audit", tenant + "/audit");

        assertSound("admin", RunningServer.ADMIN_KEY, screens);
    }

    @Test
    void aMemberUploadsPausesFindsPreviewsSharesAndDeletes() throws Exception {
        Member owner = server.member(1L << 30);
        byte[] large = new byte[LARGE];
        new Random(LARGE).nextBytes(large);
        Path sent = Files.write(folder.resolve("large.bin"), large);
        Path small = Files.writeString(folder.resolve("small.txt"), "small <b>text</b>");

        BrowserRun.Ended ended =
                chromium.run(
                        script("tasks.mjs"),
                        Map.of(
                                "url", server.url(),
                                "key", owner.key(),
                                "file", sent.toString(),
                                "small", small.toString()));

        JsonNode result = ended.result();
        assertThat(result.path("paused").asString())
                .startsWith("large.bin: ")
                .contains("of 40.0 MiB, paused");
        assertThat(new Http(server, owner.key()).get(result.path("object").asString()).body())
                .isEqualTo(large);
        assertThat(result.path("digest").asString()).matches("[0-9a-f]{64}");
        assertThat(result.path("copied").asString()).isEqualTo(result.path("digest").asString());
        assertThat(result.path("time").asString()).contains("GMT+9");
        assertThat(result.path("found").asInt()).isEqualTo(1);
        assertThat(result.path("preview").asString()).isEqualTo("small <b>text</b>");
        assertThat(result.path("link").asString()).startsWith(server.url() + "/links/");
        assertThat(result.path("before").asBoolean()).isTrue();
        assertThat(result.path("after").asBoolean()).isFalse();
        assertThat(result.path("left").asInt()).isEqualTo(1);
        assertThat(result.path("end").asString()).isEqualTo("/console/sign-in");
        assertThat(ended.consoleErrors()).isEmpty();
        assertThat(ended.outsideRequests()).isEmpty();
    }

    private static void assertSound(String name, String key, Map<String, String> screens)
            throws Exception {
        for (String theme : List.of("light", "dark")) {
            for (int width : List.of(360, 1440)) {
                assertSound(
                        Map.of(
                                "url", server.url(),
                                "key", key,
                                "screens", screens,
                                "name", name,
                                "theme", theme,
                                "width", width));
            }
        }
    }

    private static void assertSound(Map<String, Object> given) throws Exception {
        BrowserRun.Ended ended = chromium.run(script("screens.mjs"), given);

        assertThat(ended.result().path("findings").valueStream().map(JsonNode::asString)).isEmpty();
        assertThat(ended.result().path("wide").valueStream().map(JsonNode::asString)).isEmpty();
        assertThat(ended.consoleErrors().stream().filter(error -> !error.contains("status of 403")))
                .isEmpty();
        assertThat(ended.outsideRequests()).isEmpty();
    }

    private static Path script(String name) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(ConsoleInBrowserTest.class.getResource(name)).toURI());
    }
}
