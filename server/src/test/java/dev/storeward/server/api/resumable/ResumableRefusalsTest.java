package dev.storeward.server.api.resumable;

import static dev.storeward.server.api.resumable.TusClient.base64;
import static dev.storeward.server.api.resumable.TusClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.SharedServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of the protocol, and what is refused. */
@ExtendWith(SharedServers.class)
class ResumableRefusalsTest {
    private static final int MAX = SharedServers.MAX_FILE_BYTES;

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final TusClient client = TusClient.on(server);

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().at("/error/code").stringValue()).isEqualTo(code);
        assertThat(answer.json().path("success").booleanValue()).isFalse();
        assertThat(answer.header("Tus-Resumable")).isEqualTo("1.0.0");
    }

    @Test
    void whatTheServerSpeaksIsToldWithoutAKeyAndWithoutAVersion() {
        Answer told = new Http(server, "").send("OPTIONS", TusClient.BASE, BodyPublishers.noBody());

        assertThat(told.status()).isEqualTo(204);
        assertThat(told.header("Allow")).isEqualTo("POST, OPTIONS");
        assertThat(told.header("Tus-Version")).isEqualTo("1.0.0");
        assertThat(told.header("Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(told.header("Tus-Max-Size")).isEqualTo(String.valueOf(MAX));
        assertThat(told.header("Tus-Extension"))
                .isEqualTo(
                        "creation,creation-with-upload,creation-defer-length,termination,expiration,checksum");
        assertThat(told.header("Tus-Checksum-Algorithm")).isEqualTo("sha1,sha256,md5,crc32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.2.2", "1.0.1"})
    void anotherVersionIsRefusedWithTheOneThatIsSpoken(String version) {
        String[] headers =
                version.isEmpty()
                        ? new String[] {"Upload-Length", "5"}
                        : new String[] {"Upload-Length", "5", "Tus-Resumable", version};

        Answer answer =
                client.http().send("POST", TusClient.BASE, BodyPublishers.noBody(), headers);

        assertRefused(answer, 412, "PRECONDITION_FAILED");
        assertThat(answer.header("Tus-Version")).isEqualTo("1.0.0");
    }

    @Test
    void nobodyUploadsWithoutAKey() {
        Answer answer =
                new Http(server, "wrong")
                        .send(
                                "POST",
                                TusClient.BASE,
                                BodyPublishers.noBody(),
                                "Tus-Resumable",
                                "1.0.0",
                                "Upload-Length",
                                "5");
        assertRefused(answer, 401, "UNAUTHORIZED");
    }

    @ParameterizedTest
    @CsvSource({
        "Upload-Length, -1",
        "Upload-Length, 1.5",
        "Upload-Length, 99999999999999999999",
        "Upload-Length, ''",
        "Upload-Defer-Length, 2",
        "X-Nothing, 1"
    })
    void aBeginningTellsTheSizeOrThatItComesLater(String name, String value) {
        assertRefused(client.post(name, value), 400, "VALIDATION_ERROR");
    }

    @Test
    void aBeginningTellsOneOfBoth() {
        assertRefused(
                client.post("Upload-Length", "5", "Upload-Defer-Length", "1"),
                400,
                "VALIDATION_ERROR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filename !!!",
                "filename YQ==,filename Yg==",
                ",",
                "filename  YQ==",
                "filename YQ== YQ==",
                "filename /w==",
                "path Li4vLi4v",
                "file_category bm9uZQ==",
                "storage_key bm9uZQ=="
            })
    void whatIsSaidOfTheFileIsChecked(String said) {
        Answer answer = client.post("Upload-Length", "5", "Upload-Metadata", said);

        assertThat(answer.status()).as(answer.text()).isIn(400, 404);
        assertThat(client.charged()).isZero();
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeABytesCame() {
        assertRefused(
                client.post("Upload-Length", String.valueOf(MAX + 1L)),
                413,
                "REQUEST_ENTITY_TOO_LARGE");
        TusClient poor = TusClient.on(server, 1_000);
        assertRefused(poor.post("Upload-Length", "1001"), 413, "REQUEST_ENTITY_TOO_LARGE");
        assertThat(poor.post("Upload-Length", "1000").status()).isEqualTo(201);
    }

    @Test
    void bytesComeWhereTheUploadIs() {
        String path = client.begin(10);
        client.patch(path, 0, bytes(4));

        assertRefused(client.patch(path, 0, bytes(4)), 409, "CONFLICT");
        assertRefused(client.patch(path, 5, bytes(4)), 409, "CONFLICT");
        assertRefused(client.patch(path, 4, bytes(4), "Upload-Offset", "5"), 400, "VALIDATION_ERROR");
        assertThat(client.offset(path)).isEqualTo(4);
        assertRefused(client.patch(path, 4, bytes(7)), 413, "REQUEST_ENTITY_TOO_LARGE");
        assertThat(client.offset(path)).isEqualTo(4);
        assertThat(client.charged()).isEqualTo(4);
    }

    @Test
    void moreBytesThanAreLeftAreRefusedWhereTheirNumberWasNotTold() {
        String path = client.begin(10);
        Answer answer =
                client.http()
                        .send(
                                "PATCH",
                                path,
                                BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(bytes(11))),
                                TusClient.versioned(
                                        "Content-Type", TusClient.TYPE, "Upload-Offset", "0"));

        assertRefused(answer, 413, "REQUEST_ENTITY_TOO_LARGE");
        assertThat(client.offset(path)).isZero();
    }

    @Test
    void bytesOfAnotherTypeAreRefused() {
        String path = client.begin(10);
        Answer answer =
                client.http()
                        .send(
                                "PATCH",
                                path,
                                BodyPublishers.ofByteArray(bytes(10)),
                                TusClient.versioned(
                                        "Content-Type",
                                        "application/octet-stream",
                                        "Upload-Offset",
                                        "0"));
        assertRefused(answer, 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(client.offset(path)).isZero();
    }

    @Test
    void anUploadIsItsUsersAlone() {
        String path = client.begin(10);
        TusClient stranger = TusClient.on(server);
        TusClient colleague =
                new TusClient(server, server.member(server.tenant(client.member()), "supervisor"));

        for (TusClient other : new TusClient[] {stranger, colleague}) {
            assertThat(other.head(path).status()).isEqualTo(404);
            assertRefused(other.patch(path, 0, bytes(10)), 404, "NOT_FOUND");
            assertRefused(other.delete(path), 404, "NOT_FOUND");
        }
        assertThat(client.patch(path, 0, bytes(10)).status()).isEqualTo(204);
        for (String unknown : new String[] {UUID.randomUUID().toString(), "x", "1-1-1-1-1"}) {
            assertThat(client.head(TusClient.BASE + "/" + unknown).status()).isEqualTo(404);
        }
    }

    @Test
    void theCategoryJudgesTheFirstBytes() {
        String path = client.begin(1_000, "filename", "x.png", "file_category", "profile_image");
        byte[] text = new byte[1_000];
        Arrays.fill(text, (byte) 'a');

        assertRefused(client.patch(path, 0, text), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(client.offset(path)).isZero();
        assertThat(client.charged()).isZero();

        String small = client.begin(10, "filename", "x.png", "file_category", "profile_image");
        assertThat(client.patch(small, 0, Arrays.copyOf(text, 5)).status()).isEqualTo(204);
        assertRefused(client.patch(small, 5, Arrays.copyOf(text, 5)), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(client.http().get("/api/v1/storage/files").json().at("/data/items").size())
                .isZero();
    }

    @Test
    void aQuotaThatIsHitKeepsWhatFitAndAnUploadThatFitsExactlyIsTaken() {
        TusClient poor = TusClient.on(server, 300_000);
        String path = poor.begin(300_000);
        String other = poor.begin(100);
        byte[] file = bytes(300_000);
        assertThat(poor.patch(path, 0, Arrays.copyOf(file, 200_000)).status()).isEqualTo(204);
        assertThat(poor.patch(other, 0, bytes(50)).status()).isEqualTo(204);

        assertRefused(
                poor.patch(path, 200_000, Arrays.copyOfRange(file, 200_000, 300_000)),
                413,
                "REQUEST_ENTITY_TOO_LARGE");
        assertThat(poor.offset(path)).isEqualTo(200_000);
        assertThat(poor.charged()).isEqualTo(200_050);

        poor.delete(other);
        Answer last = poor.patch(path, 200_000, Arrays.copyOfRange(file, 200_000, 300_000));
        assertThat(last.status()).as(last.text()).isEqualTo(204);
        assertThat(poor.read(last)).isEqualTo(file);
        assertThat(poor.charged()).isEqualTo(300_000);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return algorithm.equals("crc32")
                    ? crc(bytes)
                    : MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    }

    @ParameterizedTest
    @CsvSource({"sha1, SHA-1", "sha256, SHA-256", "md5, MD5", "crc32, crc32"})
    void bytesWithAnotherChecksumAreNotKept(String word, String algorithm) {
        byte[] file = bytes(10_000_000);
        String right = word + " " + base64(digest(algorithm, file));
        String wrong = word + " " + base64(digest(algorithm, bytes(3)));
        String path = client.begin(10_000_003);
        client.patch(path, 0, bytes(3));

        Answer refused = client.patch(path, 3, file, "Upload-Checksum", wrong);
        assertRefused(refused, 460, "CHECKSUM_MISMATCH");
        assertThat(client.offset(path)).isEqualTo(3);
        assertThat(client.charged()).isEqualTo(3);
        assertThat(client.pieces()).isEqualTo(1);

        Answer last = client.patch(path, 3, file, "Upload-Checksum", right);
        assertThat(last.status()).as(last.text()).isEqualTo(204);
        assertThat(Arrays.copyOfRange(client.read(last), 3, 10_000_003)).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha512 YQ==", "sha1", "sha1 ?", "YQ=="})
    void aChecksumThatCannotBeReadIsNamed(String sent) {
        String path = client.begin(10);
        Answer answer = client.patch(path, 0, bytes(10), "Upload-Checksum", sent);
        assertRefused(answer, 400, "VALIDATION_ERROR");
        assertThat(answer.json().path("message").stringValue()).startsWith("Upload-Checksum: ");
        assertThat(client.offset(path)).isZero();
    }

    @Test
    void aClientThatCanOnlyPostNamesTheMethod() {
        String path = client.begin(5, "filename", "hello.txt");
        Answer last =
                client.http()
                        .send(
                                "POST",
                                path,
                                BodyPublishers.ofString("hello"),
                                TusClient.versioned(
                                        "X-HTTP-Method-Override",
                                        "PATCH",
                                        "Content-Type",
                                        TusClient.TYPE,
                                        "Upload-Offset",
                                        "0"));
        assertThat(last.status()).isEqualTo(204);
        assertThat(new String(client.read(last), StandardCharsets.UTF_8)).isEqualTo("hello");

        String other = client.begin(5);
        assertThat(
                        client.http()
                                .send(
                                        "POST",
                                        other,
                                        BodyPublishers.noBody(),
                                        TusClient.versioned("X-HTTP-Method-Override", "DELETE"))
                                .status())
                .isEqualTo(204);
        assertThat(client.head(other).status()).isEqualTo(410);
        Answer none = client.http().send("POST", path, BodyPublishers.noBody(), TusClient.versioned());
        assertRefused(none, 405, "METHOD_NOT_ALLOWED");
        assertThat(none.header("Allow")).isEqualTo("HEAD, PATCH, DELETE");
        assertRefused(
                client.http().get(path, TusClient.versioned()), 405, "METHOD_NOT_ALLOWED");
    }

    @Test
    void aPieceOfAFileInHttpsOwnWordsIsRefused() {
        String path = client.begin(10);
        assertRefused(
                client.patch(path, 0, bytes(5), "Content-Range", "bytes 0-4/10"),
                400,
                "VALIDATION_ERROR");
    }

    @Test
    void aRefusalDoesNotWaitForTheBody() {
        String path = client.begin(10);
        try (RawHttp http = client.sending(path, 7, 3, new byte[0], 0, 0)) {
            RawHttp.Reply reply = http.reply();
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.header("Tus-Resumable")).isEqualTo("1.0.0");
        }
    }
}
