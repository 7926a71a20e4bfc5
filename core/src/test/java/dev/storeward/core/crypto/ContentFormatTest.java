package dev.storeward.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stored form stays what it was, whoever writes it. The digests were made by another
 * implementation, of HKDF and AES-GCM alone.
 */
class ContentFormatTest extends ContentCipherFixture {
    private static final String DRAWN =
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223242526";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10 * 1024, FIRST, FIRST + 1, FIRST + 2 * NEXT, 1 << 20})
    @DisplayName("what plain Tink wrote is read")
    void whatTinkWroteIsRead(int size) throws Exception {
        byte[] plain = random(size, size);
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        AesGcmHkdfStreaming tink = new AesGcmHkdfStreaming(KEY, "HmacSha256", 32, 64 * 1024, 0);
        try (OutputStream out =
                tink.newEncryptingStream(stored, AssociatedData.content(TENANT, CONTENT))) {
            out.write(plain);
        }
        byte[] bytes = stored.toByteArray();

        Stored written = new Stored(bytes, Arrays.copyOf(bytes, 40));
        assertThat(read(cipher, written, 0, size, size)).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 83dd6403af1f7dda61bcd70bc8e68c32d3693bb2e0e8b8ca15d842c8a5247557",
        "65480, 99f4d7e590d79fc9dddad2d4f4afd734f4468e5512ae850ea0b7ac938aa56019",
        "65481, 4f46d964fbbc3f27b018e2c2f2bd532d3f3d4c0e83d268e33b3e5534c121e984",
        "200000, 77345a59b7485ee5c5afb45f0a2446b412b2333595a0d5e93a75a7f7cb94af15"
    })
    @DisplayName("the same key, salt and content make the same bytes as ever")
    void storedBytesStay(int size, String sha256) throws Exception {
        Stored stored = store(cipherThatDraws(), random(size, size));

        assertThat(HexFormat.of().formatHex(stored.header())).isEqualTo("28" + DRAWN);
        assertThat(HexFormat.of().formatHex(Sha256.of(stored.bytes()))).isEqualTo(sha256);
    }

    @Test
    @DisplayName("salt and nonces of a content come from the source that was passed in")
    void saltComesFromTheSourcePassedIn() throws Exception {
        byte[] header = cipherThatDraws().encrypt(new ByteArrayInputStream(new byte[0])).header();

        assertThat(Arrays.copyOfRange(header, 1, 40)).isEqualTo(HexFormat.of().parseHex(DRAWN));
    }

    private static ContentCipher cipherThatDraws() {
        return new ContentCipher(
                ContentKey.of("tk_1", KEY), TENANT, CONTENT, new FixedSource(DRAWN));
    }

    /** Draws the same bytes each time. */
    private static final class FixedSource extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final String drawn;

        FixedSource(String drawn) {
            this.drawn = drawn;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(HexFormat.of().parseHex(drawn), 0, bytes, 0, bytes.length);
        }
    }
}
