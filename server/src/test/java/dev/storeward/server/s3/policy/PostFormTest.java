package dev.storeward.server.s3.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.s3.S3Code;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostFormTest {
    private static final Instant NOW = Forms.NOW;

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
        fields.put("X-Amz-Credential", Forms.KEY_ID + "/20151229/us-east-1/s3/aws4_request");
        fields.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        fields.put("X-Amz-Date", "20151229T000000Z");
        fields.put("x-amz-meta-tag", "");
        fields.put("Policy", PUBLISHED);
        fields.put(
                "X-Amz-Signature",
                "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e");
        return fields;
    }

    @Test
    @DisplayName("the published form is taken, with the file's name in its key")
    void publishedForm() {
        PostForm form = Forms.verified(published(), "sigv4examplebucket", NOW);
        assertThat(form.accessKeyId()).isEqualTo(Forms.KEY_ID);
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
        assertThat(Forms.refusal(fields, "sigv4examplebucket", NOW).code()).isEqualTo(code);
    }

    @Test
    @DisplayName("a form is for its bucket and its time")
    void bucketAndTime() {
        assertThat(Forms.refusal(published(), "other", NOW).message())
                .isEqualTo(
                        "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$bucket\", \"sigv4examplebucket\"]");
        Map<String, String> named = published();
        named.put("bucket", "sigv4examplebucket");
        assertThat(Forms.refusal(named, "other", NOW).code()).isEqualTo(S3Code.ACCESS_DENIED);
        assertThat(
                        Forms.refusal(
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
                        Forms.refusal(
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
                Forms.form(
                        "[{\"bUcKeT\":\"b\"},[\"StArTs-WiTh\",\"$KeY\",\"foo\"],{\"AcL\":\"private\"},[\"eq\",\"$CoNtEnT-TyPe\",\"text/plain\"],[\"content-length-range\",0,\"1024\"]]");
        fields.put("aCl", "private");
        fields.put("Content-Type", "text/plain");
        fields.put("x-ignore-foo", "bar");
        fields.put("x-amz-checksum-crc32", "AAAAAA==");
        PostForm form = Forms.verified(fields, "b", NOW);
        assertThat(form.key()).isEqualTo("foo.txt");
        assertThat(form.sizes()).isEqualTo(new SizeRange(0, 1_024));
        fields.put("Content-Type", "Text/plain");
        assertThat(Forms.refusal(fields).code()).isEqualTo(S3Code.ACCESS_DENIED);
    }

    @Test
    @DisplayName("every field needs a condition, the bucket too, and every condition its field")
    void coverage() {
        String key = "[\"starts-with\",\"$key\",\"foo\"]";
        String bucket = "{\"bucket\":\"b\"}";
        assertThat(Forms.refusal(Forms.form("[" + key + "]")).message())
                .isEqualTo("Invalid according to Policy: Extra input fields: bucket");
        assertThat(Forms.refusal(Forms.form("[]")).message())
                .isEqualTo("Invalid according to Policy: Extra input fields: bucket, key");
        Map<String, String> more = Forms.form("[" + key + "," + bucket + "]");
        assertThat(Forms.verified(more, "b", NOW).key()).isEqualTo("foo.txt");
        more.put("success_action_status", "201");
        assertThat(Forms.refusal(more).code()).isEqualTo(S3Code.ACCESS_DENIED);
        String meta = "[\"starts-with\",\"$x-amz-meta-foo\",\"bar\"]";
        assertThat(Forms.refusal(Forms.form("[" + key + "," + bucket + "," + meta + "]")).message())
                .endsWith(meta.replace(",", ", "));
    }

    @Test
    @DisplayName("version 2 signs a form as it did, and nothing but its policy")
    void oldSignatures() {
        Map<String, String> fields = Forms.form("[{\"bucket\":\"b\"},{\"key\":\"foo.txt\"}]");
        assertThat(Forms.verified(fields, "b", NOW).accessKeyId()).isEqualTo(Forms.KEY_ID);
        fields.put("signature", Forms.sha1("another"));
        assertThat(Forms.refusal(fields).code()).isEqualTo(S3Code.SIGNATURE_DOES_NOT_MATCH);
        fields.put("AWSAccessKeyId", "other");
        assertThat(Forms.refusal(fields).code()).isEqualTo(S3Code.INVALID_ACCESS_KEY_ID);
        fields.remove("signature");
        assertThat(Forms.refusal(fields).code()).isEqualTo(S3Code.INVALID_ARGUMENT);
    }
}
