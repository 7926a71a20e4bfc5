package dev.storeward.server.api.resumable;

import static dev.storeward.server.api.resumable.TusClient.assertRefused;
import static dev.storeward.server.api.resumable.TusClient.base64;
import static dev.storeward.server.api.resumable.TusClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are not kept: of a wrong type, without room, with another checksum. */
@ExtendWith(SharedServers.class)
class UnkeptBytesTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final TusClient client = TusClient.on(server);

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
        assertRefused(
                client.patch(small, 5, Arrays.copyOf(text, 5)), 415, "UNSUPPORTED_MEDIA_TYPE");
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
}
