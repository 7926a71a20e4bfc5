package dev.storeward.server.api.resumable;

import static dev.storeward.server.api.resumable.TusClient.bytes;
import static dev.storeward.server.api.resumable.TusClient.metadata;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Uploads that nothing disturbs. */
@ExtendWith(SharedServers.class)
class ResumableUploadsTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final TusClient client = TusClient.on(server);

    @Test
    void aFileComesInThreeRequestsAndIsReadThroughTheFilesDoor() {
        byte[] file = bytes(20_000_000);
        Answer begun =
                client.post(
                        "Upload-Length",
                        "20000000",
                        "Upload-Metadata",
                        metadata("filename", "Bericht März.bin", "path", "2026/q1"));
        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.header("Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(begun.header("Location")).startsWith(server.url() + TusClient.BASE + "/");
        assertThat(begun.header("Upload-Expires"))
                .matches("[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20[0-9]{2} [0-9:]{8} GMT");
        Instant expires =
                ZonedDateTime.parse(
                                begun.header("Upload-Expires"),
                                DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
        assertThat(expires)
                .isBetween(
                        Instant.now().plus(Duration.ofDays(6)),
                        Instant.now().plus(Duration.ofDays(8)));

        String path = client.path(begun);
        assertThat(client.offset(path)).isZero();
        Answer first = client.patch(path, 0, Arrays.copyOfRange(file, 0, 9_000_000));
        assertThat(first.status()).isEqualTo(204);
        assertThat(first.header("Upload-Offset")).isEqualTo("9000000");
        assertThat(first.header("Storeward-Object-Name")).isEmpty();
        assertThat(first.header("Upload-Expires")).isEqualTo(begun.header("Upload-Expires"));
        assertThat(client.charged()).isEqualTo(9_000_000);
        assertThat(
                        client.patch(
                                        path,
                                        9_000_000,
                                        Arrays.copyOfRange(file, 9_000_000, 9_000_007))
                                .header("Upload-Offset"))
                .isEqualTo("9000007");
        assertThat(client.http().get("/api/v1/storage/files").json().at("/data/items").size())
                .isZero();

        Answer last =
                client.patch(path, 9_000_007, Arrays.copyOfRange(file, 9_000_007, 20_000_000));

        assertThat(last.status()).isEqualTo(204);
        assertThat(last.header("Upload-Offset")).isEqualTo("20000000");
        assertThat(last.header("Storeward-Object-Name"))
                .startsWith(client.member().folder() + "2026/q1/Bericht_M%C3%A4rz_")
                .endsWith(".bin");
        assertThat(client.read(last)).isEqualTo(file);
        assertThat(client.charged()).isEqualTo(20_000_000);
        assertThat(client.pieces()).isZero();
        var listed = client.http().get("/api/v1/storage/files").json().at("/data/items/0");
        assertThat(listed.path("file_name").stringValue()).isEqualTo("Bericht März.bin");
        assertThat(String.valueOf(listed.path("storage_file_id").longValue()))
                .isEqualTo(last.header("Storeward-File-Id"));
        assertThat(listed.path("content_type").stringValue()).isEqualTo("application/octet-stream");
    }

    @Test
    void theOffsetTheSizeAndWhatWasSaidAreTold() {
        String said = metadata("filename", "a.txt", "colour", "blue") + ",flag";
        String path = client.path(client.post("Upload-Length", "10", "Upload-Metadata", said));
        client.patch(path, 0, "hello".getBytes(StandardCharsets.UTF_8));

        Answer head = client.head(path);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Upload-Offset")).isEqualTo("5");
        assertThat(head.header("Upload-Length")).isEqualTo("10");
        assertThat(head.header("Upload-Metadata")).isEqualTo(said);
        assertThat(head.header("Cache-Control")).isEqualTo("no-store");
        assertThat(head.header("Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(head.headers().firstValue("Upload-Defer-Length")).isEmpty();
    }

    @Test
    void aFileThatHasComeIsToldAsSuchWheneverItIsAskedFor() {
        byte[] file = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
        String path = client.begin(8, "filename", "t.csv");
        Answer last = client.patch(path, 0, file);

        Answer head = client.head(path);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Upload-Offset")).isEqualTo("8");
        assertThat(head.header("Storeward-Object-Name"))
                .isEqualTo(last.header("Storeward-Object-Name"));
        Answer again = client.patch(path, 8, new byte[0]);
        assertThat(again.status()).isEqualTo(204);
        assertThat(again.header("Storeward-File-Id")).isEqualTo(last.header("Storeward-File-Id"));
        assertThat(client.patch(path, 0, file).status()).isEqualTo(409);
        assertThat(client.delete(path).status()).isEqualTo(410);
        assertThat(client.read(last)).isEqualTo(file);

        client.http().delete("/api/v1/storage/objects/" + last.header("Storeward-Object-Name"));
        assertThat(client.head(path).header("Upload-Offset")).isEqualTo("8");
    }

    @Test
    void bytesMayComeWithTheBeginning() {
        byte[] file = bytes(300_000);
        Answer begun =
                client.post(
                        Arrays.copyOf(file, 100_000),
                        "Upload-Length",
                        "300000",
                        "Content-Type",
                        TusClient.TYPE);
        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.header("Upload-Offset")).isEqualTo("100000");

        Answer last =
                client.patch(
                        client.path(begun), 100_000, Arrays.copyOfRange(file, 100_000, 300_000));
        assertThat(client.read(last)).isEqualTo(file);

        Answer whole = client.post(file, "Upload-Length", "300000", "Content-Type", TusClient.TYPE);
        assertThat(whole.status()).isEqualTo(201);
        assertThat(whole.header("Upload-Offset")).isEqualTo("300000");
        assertThat(client.read(whole)).isEqualTo(file);
    }

    @Test
    void aFileOfNoBytesIsThereAtOnce() {
        Answer begun = client.post("Upload-Length", "0");

        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.header("Upload-Offset")).isEqualTo("0");
        assertThat(client.read(begun)).isEmpty();
        assertThat(client.head(client.path(begun)).header("Upload-Offset")).isEqualTo("0");
    }

    @Test
    void theSizeMayBeToldLater() {
        String path = client.path(client.post("Upload-Defer-Length", "1"));
        byte[] file = bytes(1_000);
        assertThat(client.patch(path, 0, Arrays.copyOf(file, 400)).status()).isEqualTo(204);
        assertThat(client.head(path).header("Upload-Defer-Length")).isEqualTo("1");
        assertThat(client.head(path).headers().firstValue("Upload-Length")).isEmpty();

        assertThat(client.patch(path, 400, new byte[0], "Upload-Length", "399").status())
                .isEqualTo(400);
        Answer told =
                client.patch(
                        path, 400, Arrays.copyOfRange(file, 400, 600), "Upload-Length", "1000");
        assertThat(told.header("Upload-Offset")).isEqualTo("600");
        assertThat(client.head(path).header("Upload-Length")).isEqualTo("1000");
        assertThat(client.patch(path, 600, new byte[0], "Upload-Length", "1001").status())
                .isEqualTo(400);
        Answer last = client.patch(path, 600, Arrays.copyOfRange(file, 600, 1_000));
        assertThat(client.read(last)).isEqualTo(file);
    }

    @Test
    void theSizeMayBeToldAtTheVeryEnd() {
        String path = client.path(client.post("Upload-Defer-Length", "1"));
        client.patch(path, 0, "hello".getBytes(StandardCharsets.UTF_8));

        Answer last = client.patch(path, 5, new byte[0], "Upload-Length", "5");

        assertThat(last.status()).isEqualTo(204);
        assertThat(new String(client.read(last), StandardCharsets.UTF_8)).isEqualTo("hello");
    }

    @Test
    void anUploadInTinyStepsIsOfTheTypeThatAllItsFirstBytesTell() {
        byte[] png = new byte[2_000];
        byte[] start = {
            (byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'
        };
        System.arraycopy(start, 0, png, 0, start.length);
        String path = client.begin(png.length, "filename", "x", "file_category", "profile_image");
        int step = 97;
        Answer last = client.head(path);
        for (int at = 0; at < png.length; at += step) {
            last =
                    client.patch(
                            path, at, Arrays.copyOfRange(png, at, Math.min(png.length, at + step)));
            assertThat(last.status()).isEqualTo(204);
            assertThat(client.pieces()).isLessThanOrEqualTo(1);
        }

        assertThat(client.read(last)).isEqualTo(png);
        assertThat(
                        client.http()
                                .get("/api/v1/storage/files")
                                .json()
                                .at("/data/items/0/content_type")
                                .stringValue())
                .isEqualTo("image/png");
    }

    @Test
    void anUploadThatIsEndedLeavesNothing() {
        String path = client.begin(1_000);
        client.patch(path, 0, bytes(600));
        assertThat(client.charged()).isEqualTo(600);

        Answer ended = client.delete(path);

        assertThat(ended.status()).isEqualTo(204);
        assertThat(ended.header("Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(client.charged()).isZero();
        assertThat(client.pieces()).isZero();
        assertThat(client.head(path).status()).isEqualTo(410);
        assertThat(client.patch(path, 600, bytes(400)).status()).isEqualTo(410);
        assertThat(client.delete(path).status()).isEqualTo(410);
    }
}
