package dev.storeward.server.s3.checksum;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumTest {
    private static final byte[] DIGITS = "123456789".getBytes(US_ASCII);

    private static Checksum of(ChecksumAlgorithm algorithm, byte[] bytes) {
        RunningChecksum running = algorithm.start();
        running.update(bytes, 0, bytes.length);
        return Checksum.of(algorithm, running.value());
    }

    @ParameterizedTest
    @DisplayName("the published check values of 123456789")
    @CsvSource({
        "CRC32, cbf43926",
        "CRC32C, e3069283",
        "CRC64NVME, ae8b14860a799888",
        "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
    })
    void checkValues(ChecksumAlgorithm algorithm, String hex) {
        assertThat(HexFormat.of().formatHex(of(algorithm, DIGITS).bytes())).isEqualTo(hex);
    }

    @Test
    @DisplayName("CRC-64 by eight bytes at a time is that by one bit at a time, however it is cut")
    void crc64() {
        assertThat(of(ChecksumAlgorithm.CRC64NVME, new byte[0]).bytes()).isEqualTo(new byte[8]);
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            Crc64Nvme whole = new Crc64Nvme();
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, random.nextInt(30));
                whole.update(bytes, at, length);
                at += length;
            }
            assertThat(whole.getValue()).as("seed %s", seed).isEqualTo(bitwise(bytes));
        }
    }

    private static long bitwise(byte[] bytes) {
        long crc = -1;
        for (byte b : bytes) {
            for (int bit = 0; bit < 8; bit++) {
                boolean one = (((b >> bit) ^ crc) & 1) != 0;
                crc = one ? (crc >>> 1) ^ 0x9a6c9329ac4bc9b5L : crc >>> 1;
            }
        }
        return ~crc;
    }

    @ParameterizedTest
    @DisplayName("the checksums of parts become that of the whole")
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32C", "CRC64NVME"})
    void fullObject(ChecksumAlgorithm algorithm) {
        assertThat(algorithm.isCombinable()).isTrue();
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] whole = new byte[random.nextInt(5_000)];
            random.nextBytes(whole);
            List<PartChecksums.Part> parts = new ArrayList<>();
            int at = 0;
            do {
                int length = random.nextInt(whole.length - at + 1);
                byte[] part = java.util.Arrays.copyOfRange(whole, at, at + length);
                parts.add(new PartChecksums.Part(of(algorithm, part), length));
                at += length;
            } while (at < whole.length);
            assertThat(PartChecksums.fullObject(parts))
                    .as("seed %s", seed)
                    .isEqualTo(of(algorithm, whole));
        }
    }

    @Test
    @DisplayName("parts of terabytes are put together as quickly")
    void longParts() {
        Checksum zeros = of(ChecksumAlgorithm.CRC32, new byte[0]);
        Checksum end = of(ChecksumAlgorithm.CRC32, DIGITS);
        assertThat(
                        PartChecksums.fullObject(
                                List.of(
                                        new PartChecksums.Part(zeros, 0),
                                        new PartChecksums.Part(end, 5L << 40))))
                .isEqualTo(end);
    }

    @Test
    @DisplayName("digests of parts become the digest of digests, and no other")
    void composite() {
        Checksum one = of(ChecksumAlgorithm.SHA256, DIGITS);
        Checksum two = of(ChecksumAlgorithm.SHA256, new byte[0]);
        byte[] both = new byte[64];
        System.arraycopy(one.bytes(), 0, both, 0, 32);
        System.arraycopy(two.bytes(), 0, both, 32, 32);
        assertThat(PartChecksums.composite(List.of(one, two)))
                .isEqualTo(of(ChecksumAlgorithm.SHA256, both).value() + "-2");
        Checksum crc = of(ChecksumAlgorithm.CRC32, DIGITS);
        assertThat(PartChecksums.composite(List.of(crc)))
                .isEqualTo(of(ChecksumAlgorithm.CRC32, crc.bytes()).value() + "-1");
        assertThatThrownBy(() ->
                        PartChecksums.fullObject(
                                List.of(
                                        new PartChecksums.Part(one, 9),
                                        new PartChecksums.Part(two, 0))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @DisplayName("a value is Base64 of its algorithm's length, in its one spelling")
    @ValueSource(
            strings = {
                "",
                "bad",
                "sOO8/Q",
                "sOO8/Q=",
                "sOO8_Q==",
                "sOO8/R==",
                "sOO8/Q==\n",
                "sOO8/QA=",
                "sOO8"
            })
    void values(String text) {
        assertThat(Checksum.parse(ChecksumAlgorithm.CRC32C, "sOO8/Q==").bytes())
                .isEqualTo(HexFormat.of().parseHex("b0e3bcfd"));
        assertThatThrownBy(() -> Checksum.parse(ChecksumAlgorithm.CRC32C, text))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(S3Code.INVALID_REQUEST);
                            assertThat(e.message())
                                    .isEqualTo(
                                            "Value for x-amz-checksum-crc32c header is invalid.");
                        });
        assertThatThrownBy(() -> Checksum.parseMd5(text))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.code()).isEqualTo(S3Code.INVALID_DIGEST));
    }

    @Test
    @DisplayName("an MD5 has sixteen bytes")
    void md5() {
        byte[] md5 = new byte[16];
        md5[3] = 7;
        assertThat(Checksum.parseMd5(Base64.getEncoder().encodeToString(md5))).isEqualTo(md5);
    }

    @Test
    @DisplayName("algorithms are named by headers, elements and names")
    void names() {
        assertThat(ChecksumAlgorithm.CRC64NVME.header()).isEqualTo("x-amz-checksum-crc64nvme");
        assertThat(ChecksumAlgorithm.SHA1.element()).isEqualTo("ChecksumSHA1");
        for (ChecksumAlgorithm one : ChecksumAlgorithm.all()) {
            assertThat(ChecksumAlgorithm.named(one.name())).contains(one);
            assertThat(ChecksumAlgorithm.ofHeader(one.header())).contains(one);
            assertThat(one.start().value()).hasSize(one.size());
        }
        assertThat(ChecksumAlgorithm.named("crc32c")).contains(ChecksumAlgorithm.CRC32C);
        assertThat(ChecksumAlgorithm.named("MD5")).isEmpty();
    }
}
