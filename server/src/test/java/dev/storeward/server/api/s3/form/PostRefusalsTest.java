package dev.storeward.server.api.s3.form;

import static dev.storeward.server.api.s3.form.SignedForms.ANY;
import static dev.storeward.server.api.s3.form.SignedForms.body;
import static dev.storeward.server.api.s3.form.SignedForms.part;
import static dev.storeward.server.api.s3.form.SignedForms.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.SharedServers;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a form is refused for; nothing of it is stored or charged then. */
@ExtendWith(SharedServers.class)
class PostRefusalsTest {
    private static final String DAY = "20261128";

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final SignedForms forms = new SignedForms(user);
    private final String bucket = user.whole();

    @ParameterizedTest
    @CsvSource({
        "a,            400 EntityTooSmall",
        "ab,           204",
        "abcdefghij,   204",
        "abcdefghijk,  400 EntityTooLarge"
    })
    void aFileHasAsManyBytesAsThePolicyAllows(String content, String expected) {
        RawHttp.Reply reply =
                forms.send("/s3/" + bucket, body(forms.form("a.txt"), "a.txt", content));

        assertThat(told(reply)).isEqualTo(expected);
        boolean taken = expected.equals("204");
        assertThat(forms.read("a.txt").status()).isEqualTo(taken ? 200 : 404);
        assertThat(user.charged() > 0).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Amz-Signature,        00,             403 SignatureDoesNotMatch",
        "X-Amz-Credential,       AKIAX/20261128/eu-central-1/s3/aws4_request, 403 InvalidAccessKeyId",
        "Policy,                 '',             403 AccessDenied",
        "key,                    '',             400 InvalidArgument",
        "x-amz-meta-more,        a,              403 AccessDenied",
        "KEY,                    again,          400 InvalidArgument",
        "x-amz-security-token,   a,              400 InvalidToken",
        "x-amz-checksum-sha256,  LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCU=, 400 BadDigest",
    })
    void aFormThatIsNotAsItWasSignedStoresNothing(String field, String value, String expected) {
        Map<String, String> fields = forms.form("a.txt");
        fields.put(
                field, value.replace(DAY, fields.getOrDefault("X-Amz-Date", DAY).substring(0, 8)));

        assertThat(told(forms.post(fields))).isEqualTo(expected);
        assertThat(forms.read("a.txt").status()).isEqualTo(404);
        assertThat(user.charged()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "acl,                      public-read,  501 NotImplemented",
        "x-amz-storage-class,      GLACIER,      501 NotImplemented",
        "x-amz-meta-a,             'b\r\nX-Evil: 1', 400 InvalidArgument",
        "'x-amz-meta-a b',         c,            400 InvalidArgument",
        "tagging,                  <x>,          400 MalformedXML",
    })
    void whatIsSignedAndNotDoneIsRefusedToo(String field, String value, String expected) {
        Map<String, String> fields =
                forms.form("a.txt", ANY, "[\"starts-with\", \"$" + field + "\", \"\"]");
        fields.put(field, value);

        assertThat(told(forms.post(fields))).isEqualTo(expected);
        assertThat(forms.read("a.txt").status()).isEqualTo(404);
    }

    @Test
    void aPolicyHoldsUntilItsEndAndForItsBucket() {
        Map<String, String> old = forms.old(forms.policy(Instant.now().minusSeconds(1), ANY));
        assertThat(told(forms.post(old))).isEqualTo("403 AccessDenied");
        assertThat(forms.post(old).text()).contains("Policy expired.");
        Map<String, String> fields = forms.old(forms.policy(Instant.now().plusSeconds(300), ANY));
        assertThat(told(forms.send("/s3/other", body(fields, "a.txt", "hello"))))
                .isEqualTo("403 AccessDenied");
        Map<String, String> anywhere =
                forms.old(
                        forms.policy(
                                Instant.now().plusSeconds(300),
                                "{\"key\": \"a.txt\"}, [\"starts-with\", \"$bucket\", \"\"]"));
        assertThat(told(forms.send("/s3/other", body(anywhere, "a.txt", "hello"))))
                .isEqualTo("404 NoSuchBucket");
    }

    @Test
    void whatIsNoWholeFormStoresNothing() {
        Map<String, String> fields = forms.form("a.txt");
        String body = body(fields, "a.txt", "hello");
        String end = "--b--\r\n";
        String open = body.substring(0, body.length() - end.length());

        assertThat(told(forms.send("/s3/" + bucket, open))).isEqualTo("400 MalformedPOSTRequest");
        assertThat(told(forms.send("/s3/" + bucket, "no form at all")))
                .isEqualTo("400 MalformedPOSTRequest");
        assertThat(
                        told(
                                forms.send(
                                        "/s3/" + bucket,
                                        open.substring(
                                                        0,
                                                        open.indexOf(
                                                                "--b\r\nContent-Disposition: form-data; name=\"file\""))
                                                + end)))
                .isEqualTo("400 InvalidArgument");
        assertThat(told(forms.send("/s3/" + bucket, part("key", "", "b.txt") + body)))
                .isEqualTo("400 InvalidArgument");
        assertThat(
                        told(
                                forms.send(
                                        "/s3/" + bucket,
                                        open + part("file", "; filename=\"b\"", "x") + end)))
                .isEqualTo("400 InvalidArgument");
        assertThat(
                        told(
                                user.raw(
                                        "POST",
                                        "/s3/" + bucket,
                                        body,
                                        "Content-Type: multipart/form-data",
                                        "Content-Length: " + body.length())))
                .isEqualTo("400 MalformedPOSTRequest");
        assertThat(told(forms.send("/s3/" + bucket + "/a.txt", body)))
                .isEqualTo("403 AccessDenied");
        assertThat(forms.read("a.txt").status()).isEqualTo(404);
        assertThat(user.charged()).isZero();
    }

    @Test
    void aFileIsReadAsItComesAndRefusedBeforeAllOfItDid() {
        String whole = body(forms.form("a.txt"), "a.txt", "x".repeat(100_000));
        byte[] begun =
                user.rawBytes(
                        "POST",
                        "/s3/" + bucket,
                        whole.substring(0, whole.length() - 1_000),
                        "Content-Type: multipart/form-data; boundary=b",
                        "Content-Length: " + (16 << 20));

        try (RawHttp http = RawHttp.to(server.url())) {
            RawHttp.Reply reply = http.send(begun, 0, begun.length).reply();
            assertThat(told(reply)).isEqualTo("400 EntityTooLarge");
        }
        assertThat(user.charged()).isZero();
    }
}
