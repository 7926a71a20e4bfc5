package dev.storeward.server.s3.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.s3.SdkSigner;
import dev.storeward.server.s3.checksum.Checksum;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import dev.storeward.server.s3.checksum.RunningChecksum;
import dev.storeward.server.s3.signature.Payload;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;

/** Every form of body that Amazon's SDK sends is read as what was put into it. */
class SdkBodiesTest {
    private static final int[] SIZES = {0, 1, 17, 4_096, 131_071, 131_072, 131_073, 300_000};

    @ParameterizedTest
    @DisplayName("a body in chunks or whole, signed or not, with a checksum behind it or none")
    @CsvSource({
        "true, true, '', SignedChunks",
        "true, true, CRC32, SignedChunks",
        "true, true, CRC32C, SignedChunks",
        "true, true, SHA1, SignedChunks",
        "true, true, SHA256, SignedChunks",
        "false, true, CRC32, UnsignedChunks",
        "false, true, SHA256, UnsignedChunks",
        "true, false, '', Digest",
        "true, false, SHA1, Digest",
        "true, false, CRC32C, Digest",
        "false, false, '', Unsigned"
    })
    void bodies(boolean signed, boolean chunked, String algorithm, String form) {
        Random random = new Random(7);
        for (int size : SIZES) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            SdkSigner signer = new SdkSigner("PUT", "/bucket/key").body(content);
            if (!signed) {
                signer.payloadUnsigned();
            }
            if (chunked) {
                signer.chunked();
            }
            if (!algorithm.isEmpty()) {
                signer.checksum(DefaultChecksumAlgorithm.fromValue(algorithm));
            }
            SdkSigner.Sent sent = signer.sent();
            Payload payload = sent.verified().payload();
            assertThat(payload.getClass().getSimpleName()).isEqualTo(form);
            ObjectBody[] opened = new ObjectBody[1];
            Read read = Read.of(sent.body(), in -> opened[0] = open(in, sent, payload), random);
            assertThat(read.failure()).isEmpty();
            assertThat(read.bytes()).isEqualTo(content);
            assertThat(opened[0].length()).isEqualTo(OptionalLong.of(size));
            if (!algorithm.isEmpty()) {
                assertThat(opened[0].checksum()).contains(checksum(algorithm, content));
            }
        }
    }

    private static ObjectBody open(java.io.InputStream in, SdkSigner.Sent sent, Payload payload)
            throws java.io.IOException {
        return ObjectBody.open(
                in, OptionalLong.of(sent.body().length), payload, sent.request().headers());
    }

    private static Checksum checksum(String name, byte[] content) {
        ChecksumAlgorithm algorithm = ChecksumAlgorithm.named(name).orElseThrow();
        RunningChecksum running = algorithm.start();
        running.update(content, 0, content.length);
        return Checksum.of(algorithm, running.value());
    }
}
