package dev.storeward.server.s3.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.store.Secret;
import dev.storeward.testkit.Mutants;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostFormTest {
    private static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";
    private static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final Instant NOW = Instant.parse("2015-12-29T12:00:00Z");

    /** The policy that Amazon publishes, as it publishes it. */
    private static final String PUBLISHED =
            "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9";

    private static Map<String, String> published() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", "user/user1/${filename}");
        fields.put("acl", "public-read");
        fields.put(
                "success_action_redirect",
                "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html");
        fields.put("Content-Type", "image/jpeg");
        fields.put("x-amz-meta-uuid", "14365123651274");
        fields.put("x-amz-server-side-encryption", "AES256");
        fields.put("X-Amz-Credential", KEY_ID + "/20151229/us-east-1/s3/aws4_request");
        fields.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        fields.put("X-Amz-Date", "20151229T000000Z");
        fields.put("x-amz-meta-tag", "");
        fields.put("Policy", PUBLISHED);
        fields.put(
                "X-Amz-Signature",
                "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e");
        return fields;
    }

    /** A form signed by version 2, with the fields that its conditions speak of. */
    private static Map<String, String> form(String conditions) {
        return signed(
                "{\"expiration\":\"2015-12-30T12:00:00Z\",\"conditions\":" + conditions + "}");
    }

    private static Map<String, String> signed(String policy) {
        String text = Base64.getEncoder().encodeToString(policy.getBytes(UTF_8));
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", "foo.txt");
        fields.put("AWSAccessKeyId", KEY_ID);
        fields.put("policy", text);
        fields.put("signature", sha1(text));
        return fields;
    }

    private static String sha1(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SECRET.reveal().getBytes(UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PostForm verified(Map<String, String> fields, String bucket, Instant now) {
        return PostForm.verify(
                fields,
                bucket,
                "C:\\photos\\me.jpg",
                id -> id.equals(KEY_ID) ? Optional.of(SECRET) : Optional.empty(),
                now);
    }

    private static S3Exception refusal(Map<String, String> fields, String bucket, Instant now) {
        List<S3Exception> refusals = new ArrayList<>();
        try {
            Assertions.fail("taken: " + verified(fields, bucket, now));
        } catch (S3Exception e) {
            refusals.add(e);
        }
        return refusals.getFirst();
    }

    private static S3Exception refusal(Map<String, String> fields) {
        return refusal(fields, "b", NOW);
    }

    @Test
    @DisplayName("the published form is taken, with the file's name in its key")
    void publishedForm() {
        PostForm form = verified(published(), "sigv4examplebucket", NOW);
        assertThat(form.accessKeyId()).isEqualTo(KEY_ID);
        assertThat(form.key()).isEqualTo("user/user1/me.jpg");
        assertThat(form.fields())
                .containsEntry("content-type", "image/jpeg")
                .containsEntry("x-amz-meta-uuid", "14365123651274");
        assertThat(form.sizes()).isEqualTo(new SizeRange(0, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @DisplayName("the published form with another value is refused")
    @CsvSource({
        "X-Amz-Signature, 8afdbf, SIGNATURE_DOES_NOT_MATCH",
        "X-Amz-Signature, '', INVALID_ARGUMENT",
        "X-Amz-Credential, AKIAOTHER/20151229/us-east-1/s3/aws4_request, INVALID_ACCESS_KEY_ID",
        "X-Amz-Credential, AKIAIOSFODNN7EXAMPLE/20151229/eu-west-1/s3/aws4_request, SIGNATURE_DOES_NOT_MATCH",
        "X-Amz-Credential, AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/sts/aws4_request, INVALID_ARGUMENT",
        "X-Amz-Date, 20151228T000000Z, INVALID_ARGUMENT",
        "X-Amz-Date, '2015-12-29', INVALID_ARGUMENT",
        "X-Amz-Date, 20151229T000001Z, ACCESS_DENIED",
        "X-Amz-Algorithm, AWS4-HMAC-SHA1, INVALID_ARGUMENT",
        "Policy, e30=, SIGNATURE_DOES_NOT_MATCH",
        "Policy, '', ACCESS_DENIED",
        "key, other/user1/a, ACCESS_DENIED",
        "key, '', INVALID_ARGUMENT",
        "acl, private, ACCESS_DENIED",
        "Content-Type, text/html, ACCESS_DENIED",
        "x-amz-meta-other, a, ACCESS_DENIED",
        "ACL, public-read, INVALID_ARGUMENT",
        "x-amz-security-token, a, INVALID_TOKEN"
    })
    void otherValues(String field, String value, S3Code code) {
        Map<String, String> fields = published();
        fields.put(field, value);
        assertThat(refusal(fields, "sigv4examplebucket", NOW).code()).isEqualTo(code);
    }

    @Test
    @DisplayName("a form is for its bucket and its time")
    void bucketAndTime() {
        assertThat(refusal(published(), "other", NOW).message())
                .isEqualTo(
                        "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$bucket\", \"sigv4examplebucket\"]");
        Map<String, String> named = published();
        named.put("bucket", "sigv4examplebucket");
        assertThat(refusal(named, "other", NOW).code()).isEqualTo(S3Code.ACCESS_DENIED);
        assertThat(
                        refusal(
                                published(),
                                "sigv4examplebucket",
                                Instant.parse("2015-12-30T12:00:00Z")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(S3Code.ACCESS_DENIED))
                .hasMessage("Invalid according to Policy: Policy expired.");
    }

    @Test
    @DisplayName("a signature of version 4 holds for seven days, whatever its policy says")
    void sevenDays() {
        assertThat(
                        refusal(
                                        published(),
                                        "sigv4examplebucket",
                                        Instant.parse("2016-01-05T00:00:01Z"))
                                .message())
                .isEqualTo("Request has expired");
    }

    @Test
    @DisplayName("names of fields and operators have no case, a value has")
    void cases() {
        Map<String, String> fields =
                form(
                        "[{\"bUcKeT\":\"b\"},[\"StArTs-WiTh\",\"$KeY\",\"foo\"],{\"AcL\":\"private\"},[\"eq\",\"$CoNtEnT-TyPe\",\"text/plain\"],[\"content-length-range\",0,\"1024\"]]");
        fields.put("aCl", "private");
        fields.put("Content-Type", "text/plain");
        fields.put("x-ignore-foo", "bar");
        fields.put("x-amz-checksum-crc32", "AAAAAA==");
        PostForm form = verified(fields, "b", NOW);
        assertThat(form.key()).isEqualTo("foo.txt");
        assertThat(form.sizes()).isEqualTo(new SizeRange(0, 1_024));
        fields.put("Content-Type", "Text/plain");
        assertThat(refusal(fields).code()).isEqualTo(S3Code.ACCESS_DENIED);
    }

    @Test
    @DisplayName("every field needs a condition, the bucket too, and every condition its field")
    void coverage() {
        String key = "[\"starts-with\",\"$key\",\"foo\"]";
        String bucket = "{\"bucket\":\"b\"}";
        assertThat(refusal(form("[" + key + "]")).message())
                .isEqualTo("Invalid according to Policy: Extra input fields: bucket");
        assertThat(refusal(form("[]")).message())
                .isEqualTo("Invalid according to Policy: Extra input fields: bucket, key");
        Map<String, String> more = form("[" + key + "," + bucket + "]");
        assertThat(verified(more, "b", NOW).key()).isEqualTo("foo.txt");
        more.put("success_action_status", "201");
        assertThat(refusal(more).code()).isEqualTo(S3Code.ACCESS_DENIED);
        String meta = "[\"starts-with\",\"$x-amz-meta-foo\",\"bar\"]";
        assertThat(refusal(form("[" + key + "," + bucket + "," + meta + "]")).message())
                .endsWith(meta.replace(",", ", "));
    }

    @Test
    @DisplayName("version 2 signs a form as it did, and nothing but its policy")
    void oldSignatures() {
        Map<String, String> fields = form("[{\"bucket\":\"b\"},{\"key\":\"foo.txt\"}]");
        assertThat(verified(fields, "b", NOW).accessKeyId()).isEqualTo(KEY_ID);
        fields.put("signature", sha1("another"));
        assertThat(refusal(fields).code()).isEqualTo(S3Code.SIGNATURE_DOES_NOT_MATCH);
        fields.put("AWSAccessKeyId", "other");
        assertThat(refusal(fields).code()).isEqualTo(S3Code.INVALID_ACCESS_KEY_ID);
        fields.remove("signature");
        assertThat(refusal(fields).code()).isEqualTo(S3Code.INVALID_ARGUMENT);
    }

    @ParameterizedTest
    @DisplayName("a document that is no policy is refused")
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"conditions\":[]}",
                "{\"expiration\":\"2015-12-30T12:00:00Z\"}",
                "{\"EXPIRATION\":\"2015-12-30T12:00:00Z\",\"conditions\":[]}",
                "{\"expiration\":\"2015-12-30T12:00:00Z\",\"CONDITIONS\":[]}",
                "{\"expiration\":\"2015-12-30 12:00:00+00:00\",\"conditions\":[]}",
                "{\"expiration\":1,\"conditions\":[]}",
                "{\"expiration\":\"2015-12-30T12:00:00Z\",\"conditions\":{}}",
                "{\"expiration\":\"2015-12-30T12:00:00Z\",\"conditions\":[]} x",
                "{\"expiration\":\"2015-12-30T12:00:00Z\",\"conditions\":[],\"conditions\":[]}"
            })
    void otherDocuments(String policy) {
        Map<String, String> fields = signed(policy);
        S3Code expected = policy.isEmpty() ? S3Code.ACCESS_DENIED : S3Code.INVALID_POLICY_DOCUMENT;
        assertThat(refusal(fields).code()).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("a condition that is none is refused")
    @ValueSource(
            strings = {
                "{}",
                "1",
                "[]",
                "{\"acl\":1}",
                "{\"acl\":[\"a\"]}",
                "[\"eq\",\"acl\",\"a\"]",
                "[\"eq\",\"$\",\"a\"]",
                "[\"eq\",\"$acl\"]",
                "[\"eq\",\"$acl\",\"a\",\"b\"]",
                "[\"ends-with\",\"$acl\",\"a\"]",
                "[1,\"$acl\",\"a\"]",
                "[\"content-length-range\",0]",
                "[\"content-length-range\",-1,0]",
                "[\"content-length-range\",2,1]",
                "[\"content-length-range\",0,1.5]",
                "[\"content-length-range\",0,1e3]",
                "[\"content-length-range\",0,99999999999999999999]",
                "[\"content-length-range\",\"a\",\"b\"]"
            })
    void otherConditions(String condition) {
        assertThat(refusal(form("[" + condition + "]")).code())
                .isEqualTo(S3Code.INVALID_POLICY_DOCUMENT);
    }

    @Test
    @DisplayName("whatever is signed is a policy or refused by a code of its own")
    void anything() {
        Set<S3Code> refusals = Set.of(S3Code.INVALID_POLICY_DOCUMENT, S3Code.ACCESS_DENIED);
        Mutants.of(PostFormTest.class, "policies.txt")
                .play(
                        5_000,
                        policy -> {
                            try {
                                assertThat(verified(signed(policy), "b", NOW).key())
                                        .isEqualTo("foo.txt");
                            } catch (S3Exception e) {
                                assertThat(refusals).contains(e.code());
                            }
                        });
    }

    @Test
    @DisplayName("a file is held to its sizes")
    void sizes() throws IOException {
        SizeRange range = new SizeRange(3, 5);
        for (int size = 3; size <= 5; size++) {
            assertThat(range.hold(new ByteArrayInputStream(new byte[size])).readAllBytes())
                    .hasSize(size);
        }
        assertThatThrownBy(() -> range.hold(new ByteArrayInputStream(new byte[6])).readAllBytes())
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(S3Code.ENTITY_TOO_LARGE);
                            assertThat(e.details()).containsEntry("MaxSizeAllowed", "5");
                        });
        assertThatThrownBy(() -> range.hold(new ByteArrayInputStream(new byte[2])).readAllBytes())
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(S3Code.ENTITY_TOO_SMALL);
                            assertThat(e.details()).containsEntry("MinSizeAllowed", "3");
                        });
    }
}
