package dev.storeward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What holds of each page that can be reached by links, for each role. */
@ExtendWith(SharedServer.class)
class EveryPageTest {
    private static final String SCRIPT =
            "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>";
    private static final Pattern LINK = Pattern.compile("href=\"(/console[^\"]*)\"");
    private static final Pattern INLINE =
            Pattern.compile(
                    "(?i)<script(?![^>]*\\ssrc=\"/console/assets/)[^>]*>|<style|\\sstyle=|\\son[a-z]+=|javascript:|<base");
    private static final Pattern OUTSIDE = Pattern.compile("(?i)(src|href|action)=\"(https?:)?//");
    private static RunningServer server;
    private static Member member;

    @BeforeAll
    static void start() {
        server = SharedServer.with(Map.of());
        member = server.member(1 << 20);
        Browser admin = Browser.of(server, RunningServer.ADMIN_KEY);
        // Each name that a page shows, as hostile as its rules allow.
        String tenant = "/console/tenants/" + member.tenantId();
        admin.submit(tenant, Map.of("name", SCRIPT, "plan", "free", "quota_bytes", "1 MiB"));
        admin.submit(
                "/console/users/" + member.userId() + "/keys",
                Map.of("name", SCRIPT, "expires_at", ""));
        Http door = new Http(server, member.key());
        String encoded =
                "%3Cscript%3Ealert('x')%3C%2Fscript%3E%22'%3E%3Cimg%20src=x%20onerror=alert(1)%3E";
        door.upload(
                "file_name=" + encoded + ".txt",
                SCRIPT.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        door.upload("file_name=plain.txt&path=%3Cb%3E%22bold%22%3C", new byte[] {65});
    }

    @Test
    void pagesOfASuperAdmin() {
        assertSound(
                RunningServer.ADMIN_KEY,
                "/console/files?tenant=" + member.slug(),
                "/console/tenants/" + member.tenantId());
    }

    @Test
    void pagesOfASupervisor() {
        assertSound(server.member(server.tenant(member), "supervisor").key());
    }

    @Test
    void pagesOfAMember() {
        assertSound(
                member.key(),
                "/console/files?folder=",
                "/console/files?q=%3Cscript%3E",
                "/console/nothing",
                "/console/files/nothing");
    }

    @Test
    void pagesOfNobody() {
        Browser nobody = new Browser(server);
        assertSound("/console/sign-in", nobody.get("/console/sign-in?next=%22%3E%3Cscript%3E"));
        assertSound("wrong key", nobody.signIn("<script>alert(1)</script>"));
        assertSound(
                "refused",
                nobody.post("/console/sign-in", Map.of(), "Sec-Fetch-Site", "cross-site"));
        assertSound("405", nobody.post("/console/assets/x/y", Map.of()));
    }

    @Test
    void assetsAreKeptForGoodAndComeFromHere() {
        String page = new Browser(server).page("/console/sign-in");
        Matcher assets = Pattern.compile("(?:src|href)=\"(/console/assets/[^\"]+)\"").matcher(page);
        int found = 0;
        while (assets.find()) {
            Http.Answer asset =
                    new Http(server, "").get(assets.group(1), "Accept-Encoding", "gzip");
            assertThat(asset.status()).as(assets.group(1)).isEqualTo(200);
            assertThat(asset.header("Cache-Control"))
                    .isEqualTo("public, max-age=31536000, immutable");
            assertThat(asset.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(asset.header("X-Content-Type-Options")).isEqualTo("nosniff");
            found++;
        }
        assertThat(found).isEqualTo(6);
    }

    @Test
    void aBrowserIsLedFromTheRootToTheConsoleAndAProgramIsNot() {
        Http anyone = new Http(server, "");

        assertThat(Browser.location(anyone.get("/", "Accept", "text/html,*/*;q=0.8")))
                .isEqualTo("/console");
        assertThat(anyone.get("/", "Accept", "application/json").status()).isNotEqualTo(303);
    }

    /** Walks all links from the first page, and some addresses besides. */
    private static void assertSound(String key, String... more) {
        Browser browser = Browser.of(server, key);
        Map<String, Boolean> seen = new LinkedHashMap<>();
        Deque<String> next = new ArrayDeque<>();
        next.add("/console");
        next.addAll(java.util.List.of(more));
        while (!next.isEmpty() && seen.size() < 150) {
            String path = next.poll();
            if (path.contains("/assets/")
                    || path.contains("/content")
                    || path.endsWith("/manifest")
                    || seen.put(path, true) != null) {
                continue;
            }
            Http.Answer answer = browser.get(path);
            if (answer.status() == 303) {
                next.add(answer.header("Location"));
                continue;
            }
            assertSound(path, answer);
            Matcher links = LINK.matcher(answer.text());
            while (links.find()) {
                next.add(links.group(1).replace("&amp;", "&"));
            }
        }
        assertThat(seen).as("pages").hasSizeGreaterThan(5);
    }

    private static void assertSound(String path, Http.Answer answer) {
        assertThat(answer.header("Content-Type")).as(path).isEqualTo("text/html;charset=utf-8");
        assertThat(answer.header("Content-Security-Policy"))
                .as(path)
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-store");
        assertThat(answer.header("Referrer-Policy")).as(path).isEqualTo("same-origin");
        String text = answer.text();
        assertThat(found(INLINE, tags(text))).as(path + " holds what the policy forbids").isEmpty();
        assertThat(found(OUTSIDE, text)).as(path + " leads outside").isEmpty();
        assertThat(text).as(path).doesNotContain("<script>alert", "<img src=x", "<b>\"bold");
        assertThat(text).as(path).contains("<html lang=\"en\">", "<h1", "<main");
    }

    /** The tags of a page, without the text between them. */
    private static String tags(String page) {
        StringBuilder tags = new StringBuilder();
        Matcher tag = Pattern.compile("<[a-zA-Z/!](?:\"[^\"]*\"|'[^']*'|[^>\"'])*>").matcher(page);
        while (tag.find()) {
            // Values are data: what is in quotes runs nothing unless the attribute does.
            tags.append(
                    tag.group().startsWith("<script")
                            ? tag.group()
                            : tag.group().replaceAll("=\"[^\"]*\"", "=\"\""));
        }
        return tags.toString();
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group() : "";
    }
}
