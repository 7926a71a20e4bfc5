package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The two-step transfer, and uploads that name their storage, on a bucket of a real server. */
abstract class WorkspaceTransfersContract extends WorkspaceFixture {
    @Test
    void aFileGoesInTwoStepsAndIsAFileAsAnyOther() {
        register("two-steps", prefix());
        for (int size : List.of(0, 1, 300_000, 9_000_000)) {
            byte[] bytes = random(size);
            JsonNode upload = user.requestUpload("two-steps", "data " + size + ".bin");
            assertThat(upload.propertyNames()).containsExactlyInAnyOrder("upload_id", "upload_url");
            String id = upload.path("upload_id").stringValue();
            assertThat(upload.path("upload_url").stringValue())
                    .startsWith(server.url() + "/uploads/");
            assertThat(user.requestDownload("two-steps", id).status()).isEqualTo(404);

            Http.Answer put = user.put(upload, bytes);

            assertThat(put.status()).as(put.text()).isEqualTo(200);
            assertThat(put.json().path("file_id").stringValue()).isEqualTo(id);
            assertThat(put.json().path("file_name").stringValue())
                    .isEqualTo("data " + size + ".bin");
            assertThat(put.json().path("size").longValue()).isEqualTo(size);
            JsonNode download = user.expect(200, user.requestDownload("two-steps", id));
            assertThat(download.propertyNames())
                    .containsExactlyInAnyOrder("download_url", "expires_at");
            assertThat(Instant.parse(download.path("expires_at").stringValue()))
                    .isBetween(
                            Instant.now().plus(Duration.ofMinutes(58)),
                            Instant.now().plus(Duration.ofMinutes(61)));
            Http.Answer read =
                    new Http(server, "").get(download.path("download_url").stringValue());
            assertThat(read.body()).isEqualTo(bytes);
            assertThat(read.header("ETag")).isEqualTo(put.header("ETag")).isNotEmpty();
        }
        Http files = new Http(server, member.key());
        JsonNode items = files.get(FILES + "/files").json().path("data").path("items");
        assertThat(items.valueStream().map(i -> i.path("file_name").stringValue()))
                .containsExactly("data 9000000.bin", "data 300000.bin", "data 1.bin", "data 0.bin");
        assertThat(items.get(0).path("file_category").stringValue()).isEqualTo("data_source");
        assertThat(
                        files.get(FILES + "/buckets/two-steps/objects")
                                .json()
                                .path("data")
                                .path("objects")
                                .size())
                .isEqualTo(4);
        assertThat(files.get(FILES + "/usage").json().path("data").path("used_bytes").longValue())
                .isEqualTo(9_300_001);
    }

    @Test
    void uploadsOfTheFilesDoorLandWhereTheirStorageKeySays() {
        register("eu", prefix());
        register("us", prefix());
        Http files = new Http(server, member.key());
        byte[] bytes = random(1000);

        assertThat(files.upload("file_name=raw.bin&storage_key=eu", bytes).status()).isEqualTo(201);
        assertThat(
                        files.uploadForm(
                                        List.of(
                                                Http.Part.field("storage_key", "us"),
                                                Http.Part.file("form.bin", bytes)))
                                .status())
                .isEqualTo(201);
        assertThat(files.upload("file_name=default.bin", bytes).status()).isEqualTo(201);

        assertThat(namesIn(files, "eu")).hasSize(1).allMatch(name -> name.contains("/raw_"));
        assertThat(namesIn(files, "us")).hasSize(1).allMatch(name -> name.contains("/form_"));
        assertThat(namesIn(files, "shared"))
                .hasSize(1)
                .allMatch(name -> name.contains("/default_"));
    }
}
