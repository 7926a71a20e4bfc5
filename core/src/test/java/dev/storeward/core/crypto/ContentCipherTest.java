package dev.storeward.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import dev.storeward.core.crypto.ContentCipher.Segments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCipherTest extends ContentCipherFixture {
    static IntStream sizes() {
        return IntStream.of(
                0,
                1,
                10 * 1024,
                FIRST - 1,
                FIRST,
                FIRST + 1,
                FIRST + NEXT - 1,
                FIRST + NEXT,
                FIRST + NEXT + 1,
                FIRST + 2 * NEXT,
                (1 << 20) + 7);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void givesBackWhatItWasGiven(int size) throws IOException {
        byte[] plain = random(size, size);
        Stored stored = store(cipher, plain);

        assertThat(read(cipher, stored, 0, size, size)).isEqualTo(plain);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void knowsTheStoredSizeBeforeItEncrypts(int size) throws Exception {
        long expected = cipher.storedSize(size);

        assertThat(store(cipher, new byte[size]).bytes()).hasSize(Math.toIntExact(expected));
        assertThat(tink().expectedCiphertextSize(size)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void writesTheStandardFormThatAnyTinkReads(int size) throws Exception {
        byte[] plain = random(size, size);
        Stored stored = store(cipher, plain);

        try (InputStream standard =
                tink().newDecryptingStream(
                                new ByteArrayInputStream(stored.bytes()),
                                AssociatedData.content(TENANT, CONTENT))) {
            assertThat(standard.readAllBytes()).isEqualTo(plain);
        }
        assertThat(stored.header()).isEqualTo(Arrays.copyOf(stored.bytes(), 40));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 100, FIRST, 10_000_000})
    void isNotMisledByAWrongExpectationOfTheLength(long expected) throws IOException {
        byte[] plain = random(FIRST + 5, 1);
        EncryptingStream stream = cipher.encrypt(new ByteArrayInputStream(plain), expected);
        Stored stored = new Stored(stream.readAllBytes(), stream.header());

        assertThat(read(cipher, stored, 0, plain.length, plain.length)).isEqualTo(plain);
        assertThat(stream.plainBytes()).isEqualTo(plain.length);
        assertThat(stream.storedBytes()).isEqualTo(stored.bytes().length);
    }

    @Test
    void readsTheSameBytesHoweverItIsRead() throws IOException {
        byte[] plain = random(FIRST + NEXT + 99, 3);
        Stored stored = store(cipher, plain);
        Segments all = cipher.segmentsFor(0, plain.length, plain.length);

        ByteArrayOutputStream oneByOne = new ByteArrayOutputStream();
        try (DecryptingStream stream = open(cipher, stored, all)) {
            for (int b = stream.read(); b >= 0; b = stream.read()) {
                oneByOne.write(b);
            }
        }
        ByteArrayOutputStream transferred = new ByteArrayOutputStream();
        try (DecryptingStream stream = open(cipher, stored, all)) {
            stream.verifyFirst();
            stream.verifyFirst();
            assertThat(stream.remaining()).isEqualTo(plain.length);
            assertThat(stream.transferTo(transferred)).isEqualTo(plain.length);
            assertThat(stream.remaining()).isZero();
            assertThat(stream.read()).isEqualTo(-1);
        }
        assertThat(oneByOne.toByteArray()).isEqualTo(plain);
        assertThat(transferred.toByteArray()).isEqualTo(plain);
    }

    @Test
    void encryptsTheSameBytesHoweverItIsRead() throws IOException {
        byte[] plain = random(FIRST + NEXT + 99, 3);
        EncryptingStream oneByOne = cipher.encrypt(new ByteArrayInputStream(plain));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = oneByOne.read(); b >= 0; b = oneByOne.read()) {
            bytes.write(b);
        }
        assertThat(oneByOne.storedBytes()).isEqualTo(cipher.storedSize(plain.length));
        EncryptingStream transferred =
                cipher.encrypt(new OneByteAtATime(new ByteArrayInputStream(plain)));
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        transferred.transferTo(other);

        assertThat(
                        read(
                                cipher,
                                new Stored(bytes.toByteArray(), oneByOne.header()),
                                0,
                                9,
                                plain.length))
                .isEqualTo(Arrays.copyOf(plain, 9));
        Stored second = new Stored(other.toByteArray(), transferred.header());
        assertThat(read(cipher, second, 0, plain.length, plain.length)).isEqualTo(plain);
    }

    @Test
    void encryptsTheSameContentDifferentlyEachTime() throws IOException {
        byte[] plain = new byte[100];
        assertThat(store(cipher, plain).bytes()).isNotEqualTo(store(cipher, plain).bytes());
    }

    @Test
    void closesWhatItReadsFrom() throws IOException {
        boolean[] closed = {false};
        InputStream plain =
                new ByteArrayInputStream(new byte[0]) {
                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                };
        cipher.encrypt(plain).close();
        assertThat(closed[0]).isTrue();
    }

    @Test
    void printsNoKey() {
        assertThat(cipher.toString()).isEqualTo("ContentCipher[content " + CONTENT + ", key tk_1]");
        assertThat(ContentKey.of("tk_1", KEY).toString()).isEqualTo("ContentKey[tk_1]");
    }

    private static AesGcmHkdfStreaming tink() throws GeneralSecurityException {
        return new AesGcmHkdfStreaming(KEY, "HmacSha256", 32, 64 * 1024, 0);
    }

    /** A network connection that delivers as little as it may. */
    private static final class OneByteAtATime extends InputStream {
        private final InputStream in;

        OneByteAtATime(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return in.read(target, offset, Math.min(1, length));
        }
    }
}
