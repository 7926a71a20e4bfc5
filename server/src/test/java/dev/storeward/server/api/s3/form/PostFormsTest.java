package dev.storeward.server.api.s3.form;

import static dev.storeward.server.api.s3.form.SignedForms.ANY;
import static dev.storeward.server.api.s3.form.SignedForms.body;
import static dev.storeward.server.api.s3.form.SignedForms.part;
import static dev.storeward.server.api.s3.form.SignedForms.told;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.SharedServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** A browser uploads by a form whose policy somebody with a key signed. */
@ExtendWith(SharedServers.class)
class PostFormsTest {
    private static final String MD5_OF_HELLO = "5d41402abc4b2a76b9719d911017c592";

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final SignedForms forms = new SignedForms(user);
    private final String bucket = user.whole();

    @Test
    void whatAFormUploadsIsAFileOfAllDoors() {
        Map<String, String> fields =
                forms.form(
                        "in/${filename}",
                        ANY,
                        "[\"starts-with\", \"$Content-Type\", \"text/\"]",
                        "{\"acl\": \"private\"}",
                        "{\"x-amz-meta-von\": \"Jürgen\"}",
                        "{\"tagging\": \"<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>\"}",
                        "{\"Cache-Control\": \"max-age=60\"}");
        fields.put("Content-Type", "text/markdown");
        fields.put("acl", "private");
        fields.put("x-amz-meta-von", "Jürgen");
        fields.put(
                "tagging",
                "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>");
        fields.put("Cache-Control", "max-age=60");
        fields.put("x-ignore-this", "whatever");

        RawHttp.Reply reply =
                forms.send("/s3/" + bucket, body(fields, "C:\\docs\\ü b.md", "hello"));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("ETag")).isEqualTo('"' + MD5_OF_HELLO + '"');
        assertThat(reply.header("Location"))
                .isEqualTo(server.url() + "/s3/" + bucket + "/in/%C3%BC%20b.md");
        Answer read = forms.read("in/%C3%BC%20b.md");
        assertThat(read.text()).isEqualTo("hello");
        assertThat(read.header("Content-Type")).isEqualTo("text/markdown");
        assertThat(read.header("Content-Disposition")).contains("filename*=UTF-8''%C3%BC%20b.md");
        S3Client s3 = user.client();
        HeadObjectResponse head = s3.headObject(get -> get.bucket(bucket).key("in/ü b.md"));
        assertThat(head.metadata()).containsExactly(Map.entry("von", "J\u00c3\u00bcrgen"));
        assertThat(head.cacheControl()).isEqualTo("max-age=60");
        assertThat(s3.getObjectTagging(get -> get.bucket(bucket).key("in/ü b.md")).tagSet())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("a=b");
        assertThat(user.charged()).isPositive();
    }

    @Test
    void aFormSaysWhatItIsAnswered() {
        String status = "[\"starts-with\", \"$success_action_status\", \"\"]";
        for (String asked : new String[] {"200", "204", "404", "x"}) {
            Map<String, String> fields = forms.form("a&b.txt", ANY, status);
            fields.put("success_action_status", asked);
            RawHttp.Reply reply = forms.post(fields);
            assertThat(reply.status()).as(asked).isEqualTo(asked.equals("200") ? 200 : 204);
            assertThat(reply.body()).isEmpty();
        }

        Map<String, String> fields = forms.form("a&b.txt", ANY, status);
        fields.put("success_action_status", "201");
        RawHttp.Reply made = forms.post(fields);
        String url = server.url() + "/s3/" + bucket + "/a%26b.txt";
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Content-Type")).startsWith("application/xml");
        assertThat(made.text())
                .endsWith(
                        "<PostResponse><Location>"
                                + url
                                + "</Location><Bucket>"
                                + bucket
                                + "</Bucket><Key>a&amp;b.txt</Key><ETag>\""
                                + MD5_OF_HELLO
                                + "\"</ETag></PostResponse>");
        assertThat(made.header("Location")).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "http://app.example/done,        http://app.example/done?",
        "https://app.example/done?a=1,   https://app.example/done?a=1&"
    })
    void aFormSendsTheBrowserOn(String page, String begins) {
        Map<String, String> fields =
                forms.form("d/a b.txt", ANY, "{\"success_action_redirect\": \"" + page + "\"}");
        fields.put("success_action_redirect", page);

        RawHttp.Reply reply = forms.post(fields);

        assertThat(reply.status()).isEqualTo(303);
        assertThat(reply.header("Location"))
                .isEqualTo(
                        begins
                                + "bucket="
                                + bucket
                                + "&key=d%2Fa%20b.txt&etag=%22"
                                + MD5_OF_HELLO
                                + "%22");
        assertThat(forms.read("d/a%20b.txt").text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource({"javascript:alert(1)", "/relative", "https://a.example/#x", "'https://a b/'"})
    void whatIsNoAddressOfAPageIsAsIfNobodyAsked(String page) {
        Map<String, String> fields =
                forms.form("a.txt", ANY, "[\"starts-with\", \"$success_action_redirect\", \"\"]");
        fields.put("success_action_redirect", page);

        assertThat(forms.post(fields).status()).isEqualTo(204);
    }

    @Test
    void aFormByVersionTwoIsTakenAndFieldsBehindTheFileArePassedOver() {
        Map<String, String> fields = forms.old(forms.policy(Instant.now().plusSeconds(300), ANY));
        String body = body(fields, "a.txt", "hello");
        String more = body.replace("--b--\r\n", part("submit", "", "Go") + "--b--\r\n");

        assertThat(told(forms.send("/s3/" + bucket + "/", more))).isEqualTo("204");
        assertThat(forms.read("a.txt").text()).isEqualTo("hello");
    }

    @Test
    void aLargeFileComesThrough() {
        byte[] content = new byte[9 << 20];
        new Random(7).nextBytes(content);
        Map<String, String> fields =
                forms.form("large.bin", "{\"key\": \"large.bin\"}", "{\"bucket\": \"BUCKET\"}");

        RawHttp.Reply reply =
                forms.send("/s3/" + bucket, body(fields, "x", new String(content, ISO_8859_1)));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
        assertThat(forms.read("large.bin").body()).isEqualTo(content);
    }

    @Test
    void pagesOfTheSignersTenantReadTheAnswer() {
        new Http(server, RunningServer.ADMIN_KEY)
                .send(
                        "PUT",
                        "/api/v1/platform/tenants/" + user.member().tenantId() + "/cors",
                        BodyPublishers.ofString(
                                "{\"allowed_origins\": [\"https://forms.example\"]}"));
        String body = body(forms.form("a.txt"), "a.txt", "hello");

        assertThat(
                        forms.send("/s3/" + bucket, body, "Origin: https://forms.example")
                                .header("Access-Control-Allow-Origin"))
                .isEqualTo("https://forms.example");
        assertThat(
                        forms.send("/s3/" + bucket, body, "Origin: https://x.example")
                                .header("Access-Control-Allow-Origin"))
                .isEmpty();
    }
}
