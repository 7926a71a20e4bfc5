package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.server.s3.PercentEncoding;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.JsonNode;

/** What one door keeps, every other lists, reads, links and deletes. */
@ExtendWith(SharedServers.class)
class OneFileTest {
    private static final String FILES = "/api/v1/storage";
    private static final String OBJECTS = FILES + "/objects/";
    private static final String SHA256_OF_HELLO =
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final Http files = user.http();
    private final String bucket = user.whole();
    private final String folder = user.member().folder();

    private static String encoded(String name) {
        return PercentEncoding.encode(name.getBytes(StandardCharsets.UTF_8), false);
    }

    private List<JsonNode> listed() {
        return files
                .get(FILES + "/files?page_size=100")
                .json()
                .path("data")
                .path("items")
                .values()
                .stream()
                .toList();
    }

    @Test
    void anObjectIsAFileOfTheFilesDoor() {
        s3.createBucket(make -> make.bucket("photos"));
        user.put(s3, "photos", "a/hello.txt", "hello");
        String name = folder + "photos/a/hello.txt";

        assertThat(listed())
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.path("object_name").stringValue()).isEqualTo(name);
                    assertThat(file.toString()).contains("hello.txt");
                });
        Answer read = files.get(OBJECTS + name);
        assertThat(read.text()).isEqualTo("hello");
        assertThat(read.header("Content-Type")).isEqualTo("text/plain");
        assertThat(read.header("ETag")).contains(SHA256_OF_HELLO);
        String metadata = files.get(OBJECTS + name + "/metadata").text();
        assertThat(metadata).contains("\"size\":5").contains("text/plain");

        String link =
                files.get(OBJECTS + name + "/presigned-url")
                        .json()
                        .path("data")
                        .path("url")
                        .stringValue();
        assertThat(new Http(server, "").get(URI.create(link).getRawPath()).text())
                .isEqualTo("hello");

        assertThat(user.charged()).isEqualTo(5);
        assertThat(files.delete(OBJECTS + name).status()).isEqualTo(200);
        assertThat(refusal(() -> user.text(s3, "photos", "a/hello.txt")))
                .isEqualTo("404 NoSuchKey");
        assertThat(user.charged()).isZero();
    }

    @Test
    void aFileOfTheFilesDoorIsAnObject() {
        String name =
                files.upload("file_name=hello.txt", "hello".getBytes(StandardCharsets.UTF_8))
                        .json()
                        .path("data")
                        .path("file_path")
                        .stringValue();
        String key = name.substring(folder.length());

        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).contents())
                .singleElement()
                .satisfies(object -> {
                    assertThat(object.key()).isEqualTo(key);
                    assertThat(object.size()).isEqualTo(5);
                    // No MD5, and nothing that a client takes for one.
                    assertThat(object.eTag())
                            .isEqualTo('"' + SHA256_OF_HELLO.substring(0, 32) + "-1\"");
                });
        assertThat(user.text(s3, bucket, key)).isEqualTo("hello");
        String tag = s3.headObject(head -> head.bucket(bucket).key(key)).eTag();
        assertThat(user.send("GET", "/" + bucket + "/" + key, "", "If-None-Match", tag).status())
                .isEqualTo(304);

        s3.copyObject(copy ->
                copy.sourceBucket(bucket)
                        .sourceKey(key)
                        .destinationBucket(bucket)
                        .destinationKey("copy"));
        assertThat(user.text(s3, bucket, "copy")).isEqualTo("hello");
        s3.deleteObject(delete -> delete.bucket(bucket).key(key));
        assertThat(files.get(OBJECTS + name).status()).isEqualTo(404);
        assertThat(listed()).hasSize(1);
    }

    @Test
    void aFileThatCameInStepsIsAnObject() {
        byte[] file = new byte[9_000_000];
        new Random(9).nextBytes(file);
        String path =
                files.send(
                                "POST",
                                FILES + "/resumable",
                                BodyPublishers.ofByteArray(Arrays.copyOf(file, 100)),
                                "Tus-Resumable",
                                "1.0.0",
                                "Upload-Length",
                                "9000000",
                                "Content-Type",
                                "application/offset+octet-stream")
                        .header("Location");
        String name =
                files.send(
                                "PATCH",
                                path,
                                BodyPublishers.ofByteArray(
                                        Arrays.copyOfRange(file, 100, file.length)),
                                "Tus-Resumable",
                                "1.0.0",
                                "Upload-Offset",
                                "100",
                                "Content-Type",
                                "application/offset+octet-stream")
                        .header("Storeward-Object-Name");
        String key = name.substring(folder.length());

        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).contents())
                .singleElement()
                .satisfies(object -> {
                    assertThat(object.key()).isEqualTo(key);
                    assertThat(object.size()).isEqualTo(9_000_000);
                });
        assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray())
                .isEqualTo(file);
        assertThat(
                        s3.getObjectAsBytes(get ->
                                        get.bucket(bucket).key(key).range("bytes=8388600-8388700"))
                                .asByteArray())
                .isEqualTo(Arrays.copyOfRange(file, 8_388_600, 8_388_701));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a//b",
                "/leading",
                "../x",
                "a/../b",
                "..",
                "a/./b",
                "trailing ",
                "e\u0301",
                "line\nfeed",
                "a\\b",
                "folder/",
                "a/metadata"
            })
    void anOddKeyIsReachedThroughTheFilesDoorWithItsSlashesEncoded(String key) {
        user.put(s3, bucket, key, "content of " + key);
        String name = OBJECTS + encoded(folder + key);

        assertThat(listed())
                .extracting(file -> file.path("object_name").stringValue())
                .containsExactly(folder + key);
        assertThat(files.get(name).text()).isEqualTo("content of " + key);
        assertThat(files.get(name + "/metadata").status()).isEqualTo(200);
        assertThat(files.delete(name).status()).isEqualTo(200);
        assertThat(refusal(() -> user.text(s3, bucket, key))).isEqualTo("404 NoSuchKey");
    }

    @Test
    void bothFormsOfALetterAreTwoFiles() {
        user.put(s3, bucket, "\u00e9", "composed");
        user.put(s3, bucket, "e\u0301", "decomposed");

        assertThat(files.get(OBJECTS + folder + "%C3%A9").text()).isEqualTo("composed");
        assertThat(files.get(OBJECTS + folder + "e%CC%81").text()).isEqualTo("decomposed");
        s3.deleteObject(delete -> delete.bucket(bucket).key("e\u0301"));
        // As this door gives names: in their composed form.
        assertThat(files.get(OBJECTS + folder + "e%CC%81").text()).isEqualTo("composed");
    }
}
