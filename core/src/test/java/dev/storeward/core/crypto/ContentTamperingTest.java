package dev.storeward.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.crypto.ContentCipher.Segments;
import dev.storeward.core.crypto.ContentCipherFixture.Stored;
import dev.storeward.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to stored bytes: a reader gets right bytes or an error, never wrong bytes. */
class ContentTamperingTest {
    private static final int SEGMENT = 64 * 1024;
    private static final int FIRST = SEGMENT - 56;
    private static final int NEXT = SEGMENT - 16;
    private static final int SIZE = FIRST + 2 * NEXT + 1000;
    private static final UUID TENANT = new UUID(1, 2);
    private static final UUID CONTENT = new UUID(3, 4);

    private final ContentCipher cipher = ContentCipherFixture.cipher(TENANT, CONTENT);
    private final byte[] plain = ContentCipherFixture.random(SIZE, 11);

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, // the header's length
                1, // the salt
                39, // the nonce
                40, // the first byte of the first segment
                SEGMENT - 17, // its last byte
                SEGMENT - 16, // its tag
                SEGMENT - 1,
                SEGMENT, // the second segment
                SEGMENT + 30_000,
                2 * SEGMENT - 1,
                3 * SEGMENT, // the last segment
                3 * SEGMENT + 999,
                3 * SEGMENT + 1000, // its tag
                3 * SEGMENT + 1015
            })
    void findsASingleFlippedBit(int position) throws IOException {
        Stored stored = ContentCipherFixture.store(cipher, plain);
        for (int bit = 0; bit < 8; bit += 7) {
            byte[] changed = stored.bytes().clone();
            changed[position] ^= (byte) (1 << bit);

            int segment = position / SEGMENT;
            int safe = segment == 0 ? 0 : FIRST + (segment - 1) * NEXT;
            assertCorruptAfter(new Stored(changed, stored.header()), safe);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                39,
                40,
                1000,
                SEGMENT - 1,
                SEGMENT,
                2 * SEGMENT,
                3 * SEGMENT,
                3 * SEGMENT + 1,
                3 * SEGMENT + 1015
            })
    void findsAnObjectThatWasCut(int length) throws IOException {
        Stored stored = ContentCipherFixture.store(cipher, plain);
        byte[] cut = Arrays.copyOf(stored.bytes(), length);

        int whole = length / SEGMENT;
        assertCorruptAfter(
                new Stored(cut, stored.header()), whole == 0 ? 0 : FIRST + (whole - 1) * NEXT);
    }

    @Test
    void findsACutAtASegmentAlthoughTheRestIsAValidShorterObject() throws IOException {
        byte[] shorter = Arrays.copyOf(plain, FIRST + NEXT);
        Stored stored = ContentCipherFixture.store(cipher, shorter);

        // The database says that there is more: the segment that says "last" comes too early.
        assertThatThrownBy(() -> ContentCipherFixture.read(cipher, stored, 0, SIZE, SIZE))
                .isInstanceOf(CorruptContentException.class);
        assertThatThrownBy(() -> ContentCipherFixture.read(cipher, stored, FIRST, NEXT, SIZE))
                .isInstanceOf(CorruptContentException.class);
        assertThat(ContentCipherFixture.read(cipher, stored, 0, shorter.length, shorter.length))
                .isEqualTo(shorter);
    }

    @Test
    void findsThatTheContentIsLongerThanTheDatabaseSays() throws IOException {
        Stored stored = ContentCipherFixture.store(cipher, plain);

        assertThatThrownBy(() ->
                        ContentCipherFixture.read(cipher, stored, 0, FIRST + NEXT, FIRST + NEXT))
                .isInstanceOf(CorruptContentException.class);
    }

    @Test
    void findsSegmentsThatChangedPlaces() throws IOException {
        Stored stored = ContentCipherFixture.store(cipher, plain);
        byte[] swapped = stored.bytes().clone();
        System.arraycopy(stored.bytes(), SEGMENT, swapped, 2 * SEGMENT, SEGMENT);
        System.arraycopy(stored.bytes(), 2 * SEGMENT, swapped, SEGMENT, SEGMENT);

        assertCorruptAfter(new Stored(swapped, stored.header()), FIRST);
        assertThatThrownBy(() ->
                        ContentCipherFixture.read(
                                cipher,
                                new Stored(swapped, stored.header()),
                                FIRST + NEXT,
                                10,
                                SIZE))
                .isInstanceOf(CorruptContentException.class);
    }

    @Test
    void findsAnObjectOfAnotherContentOrTenant() throws IOException {
        Stored stored = ContentCipherFixture.store(cipher, plain);
        for (ContentCipher other :
                new ContentCipher[] {
                    ContentCipherFixture.cipher(TENANT, new UUID(3, 5)),
                    ContentCipherFixture.cipher(new UUID(1, 3), CONTENT),
                    ContentCipherFixture.cipher(CONTENT, TENANT)
                }) {
            assertThatThrownBy(() -> ContentCipherFixture.read(other, stored, 0, SIZE, SIZE))
                    .isInstanceOf(CorruptContentException.class);
        }
    }

    @Test
    void findsTheHeaderOfAnotherObjectOfTheSameContent() throws IOException {
        Stored stored = ContentCipherFixture.store(cipher, plain);
        Stored other = ContentCipherFixture.store(cipher, plain);
        Stored mixed = new Stored(stored.bytes(), other.header());

        assertCorruptAfter(mixed, 0);
        assertThatThrownBy(() -> ContentCipherFixture.read(cipher, mixed, FIRST + NEXT, 10, SIZE))
                .isInstanceOf(CorruptContentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 39, 41})
    void findsAHeaderOfTheWrongLength(int length) throws IOException {
        Stored stored = ContentCipherFixture.store(cipher, plain);
        assertCorruptAfter(new Stored(stored.bytes(), new byte[length]), 0);
    }

    @Test
    void provesThatAnEmptyContentIsEmpty() throws IOException {
        Stored stored = ContentCipherFixture.store(cipher, new byte[0]);
        byte[] changed = stored.bytes().clone();
        changed[55] ^= 1;

        assertThat(ContentCipherFixture.read(cipher, stored, 0, 0, 0)).isEmpty();
        assertThatThrownBy(() ->
                        ContentCipherFixture.read(
                                cipher, new Stored(changed, stored.header()), 0, 0, 0))
                .isInstanceOf(CorruptContentException.class);
    }

    @Test
    void knowsADamagedFirstSegmentBeforeItReleasesAByte() throws IOException {
        Stored stored = ContentCipherFixture.store(cipher, plain);
        stored.bytes()[100] ^= 1;
        try (DecryptingStream stream =
                ContentCipherFixture.open(cipher, stored, cipher.segmentsFor(0, SIZE, SIZE))) {
            assertThatThrownBy(stream::verifyFirst).isInstanceOf(CorruptContentException.class);
            assertThat(stream.remaining()).isEqualTo(SIZE);
        }
    }

    @Test
    void passesTheFailureOfTheStoreOnAsItIs() {
        IOException broken = new IOException("connection reset");
        InputStream stored =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw broken;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw broken;
                    }
                };
        Segments range = cipher.segmentsFor(0, 10, 10);
        byte[] header = new byte[40];
        header[0] = 40;
        assertThatThrownBy(() -> cipher.decrypt(stored, header, range).readAllBytes())
                .isSameAs(broken);
    }

    /**
     * The reader gets exactly the bytes before the damaged segment, then errors, again and again.
     */
    private void assertCorruptAfter(Stored stored, int safeBytes) throws IOException {
        ByteArrayOutputStream released = new ByteArrayOutputStream();
        try (DecryptingStream stream =
                ContentCipherFixture.open(cipher, stored, cipher.segmentsFor(0, SIZE, SIZE))) {
            assertThatThrownBy(() -> stream.transferTo(released))
                    .isInstanceOf(CorruptContentException.class)
                    .hasMessageStartingWith("The stored object of content " + CONTENT + " ")
                    .cause()
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.code()).isEqualTo(StoreException.Code.CORRUPT));
            assertThatThrownBy(stream::read).isInstanceOf(CorruptContentException.class);
            assertThatThrownBy(() -> stream.read(new byte[10]))
                    .isInstanceOf(CorruptContentException.class);
        }
        assertThat(released.toByteArray()).isEqualTo(Arrays.copyOf(plain, safeBytes));
    }
}
