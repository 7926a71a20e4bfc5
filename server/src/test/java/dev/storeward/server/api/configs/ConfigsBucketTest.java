package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.testkit.server.S3Server;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The buckets behind configs: proven, tested, forgotten and found again. */
class ConfigsBucketTest extends ConfigsFixture {
    @Test
    void aBucketThatDoesNotProveItselfIsNotStored() throws Exception {
        S3Server bucket = newBucket();
        Map<String, ObjectNode> wrong =
                Map.of(
                        "s3_bucket_name", request("n", bucket.withBucket("no-such-bucket")),
                        "s3_secret_access_key", request("n", bucket.withSecretKey("wrong")),
                        "s3_access_key_id",
                                request("n", bucket).put("s3_access_key_id", "AKIAUNKNOWN"),
                        "s3_endpoint_url",
                                request("n", bucket).put("s3_endpoint_url", "http://127.0.0.1:1"));
        wrong.forEach((field, asked) -> {
            JsonNode errors = expect(400, sue.post("/", asked.toString()));
            assertThat(errors.propertyNames()).as(errors.toString()).containsExactly(field);
            assertThat(errors.path(field).get(0).stringValue())
                    .doesNotContain(s3.secretKey(), "AKIAUNKNOWN");
        });
        assertThat(
                        expect(
                                400,
                                sue.post(
                                        "/",
                                        request("n", bucket.withBucket("no-such-bucket"))
                                                .toString())))
                .hasToString("{\"s3_bucket_name\":[\"Bucket not found or access denied.\"]}");
        assertThat(expect(200, ann.get("/")).path("results")).isEmpty();
    }

    @Test
    void aTestTellsWhatFailsAndIsKept() throws Exception {
        S3Server bucket = newBucket();
        JsonNode made = created("Soon gone", bucket);
        String path = "/" + uid(made) + "/";
        s3.removeBucket(bucket.bucket());

        assertThat(sue.post(path + "test/", "").text())
                .isEqualTo(
                        "{\"verified\":false,\"errors\":{\"s3_bucket_name\":"
                                + "[\"Bucket not found or access denied.\"]}}");
        JsonNode after = expect(200, ann.get(path));
        assertThat(after.path("is_verified").booleanValue()).isFalse();
        assertThat(after.path("last_verified_at").stringValue())
                .isGreaterThanOrEqualTo(made.path("last_verified_at").stringValue());

        s3.createBucket(bucket.bucket());
        assertThat(sue.post(path + "test/", "").text()).isEqualTo("{\"verified\":true}");
        assertThat(expect(200, ann.get(path)).path("is_verified").booleanValue()).isTrue();
    }

    @Test
    void aForgottenBucketsFilesComeBackWithIt() throws Exception {
        S3Server bucket = newBucket();
        JsonNode made = created("Files lie here", bucket);
        Http files = new Http(server, member.key());
        String key =
                files.get("/api/v1/storage/buckets")
                        .json()
                        .at("/data/buckets")
                        .valueStream()
                        .map(b -> b.path("name").stringValue())
                        .filter(name -> !name.equals("shared"))
                        .findFirst()
                        .orElseThrow();
        assertThat(key).startsWith("files-lie-here-");
        byte[] content = "kept".getBytes(StandardCharsets.UTF_8);
        Http.Answer uploaded = files.upload("file_name=a.txt&storage_key=" + key, content);
        assertThat(uploaded.status()).as(uploaded.text()).isEqualTo(201);
        String object =
                "/api/v1/storage/objects/" + uploaded.json().at("/data/file_path").stringValue();

        assertThat(sue.delete("/" + uid(made) + "/").status()).isEqualTo(204);
        assertThat(credentials(uid(made))).isZero();
        Http.Answer gone = files.get(object);
        assertThat(gone.status()).isEqualTo(503);
        assertThat(gone.header("Retry-After")).isNotEmpty();
        assertThat(gone.text()).contains("STORAGE_UNAVAILABLE", "the bucket " + bucket.bucket());

        created("The same again", bucket);
        Http.Answer back = files.get(object);
        assertThat(back.status()).isEqualTo(200);
        assertThat(back.body()).isEqualTo(content);
    }

    @Test
    void aPlaceInsideAnotherIsRefusedByItsBucketAndTheSamePlaceMayHaveTwoNames() throws Exception {
        S3Server bucket = newBucket();
        expect(
                201,
                sue.post("/", request("A", bucket).put("s3_bucket_prefix", "images").toString()));
        expect(
                201,
                sue.post("/", request("B", bucket).put("s3_bucket_prefix", "images2").toString()));
        expect(
                201,
                sue.post("/", request("A", bucket).put("s3_bucket_prefix", "images/").toString()));

        JsonNode errors =
                expect(
                        400,
                        sue.post(
                                "/",
                                request("C", bucket)
                                        .put("s3_bucket_prefix", "images/x")
                                        .toString()));
        assertThat(errors.propertyNames()).containsExactly("s3_bucket_name");
        assertThat(errors.path("s3_bucket_name").get(0).stringValue()).contains("overlaps");
        assertThat(names(expect(200, ann.get("/")))).containsExactly("A", "B", "A");
    }

    @Test
    void theSameRequestWithAnIdempotencyKeyMakesOneConfig() throws Exception {
        String body = request("Once", newBucket()).toString();
        Http.Answer first = sue.post("/", body, "Idempotency-Key", "once-1");
        Http.Answer second = sue.post("/", body, "Idempotency-Key", "once-1");
        assertThat(expect(201, second)).isEqualTo(expect(201, first));
        assertThat(names(expect(200, ann.get("/")))).containsExactly("Once");

        String path = "/" + uid(first.json()) + "/";
        assertThat(sue.delete(path, "Idempotency-Key", "once-2").status()).isEqualTo(204);
        assertThat(sue.delete(path, "Idempotency-Key", "once-2").status()).isEqualTo(204);
        JsonNode reused =
                expect(
                        400,
                        sue.post(
                                "/", request("Other", s3).toString(), "Idempotency-Key", "once-1"));
        assertThat(reused.propertyNames()).containsExactly("Idempotency-Key");
    }
}
