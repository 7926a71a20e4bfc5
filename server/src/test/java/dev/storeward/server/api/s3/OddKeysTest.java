package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.server.s3.PercentEncoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;
import tools.jackson.databind.JsonNode;

/** A key is any text of 1 to 1,024 bytes, and means nothing but itself. */
@ExtendWith(SharedServers.class)
class OddKeysTest {
    private static final List<String> KEYS =
            List.of(
                    "a//b",
                    "//",
                    "/leading",
                    ".",
                    "..",
                    "./x",
                    "../x",
                    "a/./b",
                    "a/../b",
                    "a/",
                    "a/ /b",
                    " ",
                    "trailing  ",
                    " leading",
                    "tab\t",
                    "line\nfeed",
                    "carriage\rreturn",
                    "\u0001\u001f\u007f",
                    "\u0085\u2028",
                    "a+b c%20d%2Fe",
                    "%",
                    "q?x=1&y#z",
                    ";:,@!$'()*~-_|\\\"<>[]{}^`=&",
                    "C:\\windows",
                    "\u00e9",
                    "e\u0301",
                    "日本語",
                    "😀",
                    "\ufffd\uffff",
                    "nul",
                    "x".repeat(1_024),
                    "é".repeat(512));

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final String bucket = user.whole();

    private static String path(String bucket, String key) {
        return "/" + bucket + "/" + PercentEncoding.encodeKey(key);
    }

    private static List<String> byTheirBytes(List<String> keys) {
        List<String> sorted = new ArrayList<>(keys);
        sorted.sort(Comparator.comparing(key -> key.getBytes(UTF_8), Arrays::compareUnsigned));
        return sorted;
    }

    @Test
    void eachIsKeptListedReadCopiedAndDeletedAsItIs() {
        for (String key : KEYS) {
            assertThat(user.send("PUT", path(bucket, key), key).status())
                    .as(HexFormat.of().formatHex(key.getBytes(UTF_8)))
                    .isEqualTo(200);
        }

        for (String key : KEYS) {
            assertThat(user.text(s3, bucket, key)).isEqualTo(key);
        }
        // Without it what XML cannot hold stands as U+FFFD.
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket).encodingType("url")).contents())
                .extracting(S3Object::key)
                .containsExactlyElementsOf(byTheirBytes(KEYS));

        s3.createBucket(make -> make.bucket("copies"));
        for (String key : KEYS) {
            s3.copyObject(copy ->
                    copy.sourceBucket(bucket)
                            .sourceKey(key)
                            .destinationBucket("copies")
                            .destinationKey(key));
            assertThat(user.text(s3, "copies", key)).isEqualTo(key);
        }

        s3.deleteObject(delete -> delete.bucket(bucket).key("a/../b"));
        assertThat(user.text(s3, bucket, "a/./b")).isEqualTo("a/./b");
        assertThat(refusal(() -> user.text(s3, bucket, "a/../b"))).isEqualTo("404 NoSuchKey");
    }

    @Test
    void theFilesDoorSaysWhereEachIs() {
        List<String> keys = new ArrayList<>(KEYS);
        keys.addAll(List.of("a/metadata", "b/presigned-url", "😀".repeat(256)));
        keys.forEach(key -> user.send("PUT", path(bucket, key), key));

        JsonNode files =
                user.http()
                        .get("/api/v1/storage/buckets/shared/objects?limit=1000")
                        .json()
                        .at("/data/objects");

        assertThat(files.size()).isEqualTo(keys.size());
        for (JsonNode file : files) {
            String url = file.path("url").asString();
            Answer read = user.http().get(url, "Origin", "https://app.example");
            assertThat(user.member().folder() + read.text())
                    .isEqualTo(file.path("name").asString());
            assertThat(read.header("Link")).isEqualTo("<" + url + ">; rel=\"self\"");
        }
    }

    @Test
    void manyAreDeletedByTheirNamesInADocument() {
        // XML has no way to write the others.
        List<String> keys =
                KEYS.stream()
                        .filter(key -> !key.contains("\u0001") && !key.contains("\uffff"))
                        .toList();
        keys.forEach(key -> user.send("PUT", path(bucket, key), "x"));
        List<ObjectIdentifier> named =
                keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();

        s3.deleteObjects(delete -> delete.bucket(bucket).delete(many -> many.objects(named)));

        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).contents()).isEmpty();
    }

    @Test
    void oneMoreByteIsTooLong() {
        for (String key : List.of("x".repeat(1_025), "é".repeat(512) + "x")) {
            assertThat(refusal(user.send("PUT", path(bucket, key), "x")))
                    .isEqualTo("400 KeyTooLongError");
            assertThat(refusal(user.send("GET", path(bucket, key), "")))
                    .isEqualTo("400 KeyTooLongError");
        }
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).contents()).isEmpty();
    }

    @Test
    void whatIsNoTextIsRefused() {
        for (String raw : List.of("a%ffb", "a%00b", "a%ED%A0%80b")) {
            assertThat(user.send("PUT", "/" + bucket + "/" + raw, "x").status())
                    .as(raw)
                    .isEqualTo(400);
        }
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).contents()).isEmpty();
    }
}
