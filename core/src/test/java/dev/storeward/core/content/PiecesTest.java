package dev.storeward.core.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.crypto.Ciphers;
import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.CorruptContentException;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.store.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contents in pieces: their arithmetic, what opens, and what they are known by. */
class PiecesTest {
    private static final UUID TENANT = new UUID(1, 2);
    private static final UUID CONTENT = new UUID(3, 4);
    private static final int SEGMENT = 64 << 10;

    /** The first segment holds so many bytes, each further one 40 more. */
    private static final int FIRST = SEGMENT - 40 - 16;

    private final ContentCipher cipher = Ciphers.of(TENANT, CONTENT);

    private static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static int size(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> FIRST - 1 + random.nextInt(3);
            case 3 -> FIRST + SEGMENT - 16 - 1 + random.nextInt(3);
            case 4 -> random.nextInt(200);
            default -> random.nextInt(3 * SEGMENT);
        };
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Reads a part from the very bytes a bucket would send for its range. */
    private static byte[] read(
            Pieces pieces, byte[] stored, ContentCipher cipher, long offset, long length)
            throws IOException {
        PieceRange range = pieces.range(new ByteRange.Slice(offset, length));
        int from = Math.toIntExact(Math.min(range.stored().offset(), stored.length));
        int count = Math.toIntExact(Math.min(range.stored().length(), stored.length - from));
        try (InputStream plain =
                range.decrypt(new ByteArrayInputStream(stored, from, count), cipher)) {
            return plain.readAllBytes();
        }
    }

    @Test
    void everyRangeIsThatOfThePlainBytes() throws IOException {
        int seeds = Integer.getInteger("storeward.rounds", 150);
        for (int seed = 0; seed < seeds; seed++) {
            Random random = new Random(seed);
            List<byte[]> parts = new ArrayList<>();
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                parts.add(bytes(size(random), seed * 10L + i));
            }
            byte[] plain = joined(parts);
            StoredPieces stored = StoredPieces.of(cipher, parts);
            Pieces pieces = Pieces.unpacked(stored.pieces().packed());
            assertThat(pieces.size()).isEqualTo(plain.length);
            assertThat(pieces.storedSize()).isEqualTo(stored.bytes().length);
            assertThat(read(pieces, stored.bytes(), cipher, 0, plain.length))
                    .as("seed %d", seed)
                    .isEqualTo(plain);
            for (int i = 0; i < 8 && plain.length > 0; i++) {
                int from = random.nextInt(plain.length);
                int length = 1 + random.nextInt(plain.length - from);
                assertThat(read(pieces, stored.bytes(), cipher, from, length))
                        .as("seed %d, from %d, %d bytes", seed, from, length)
                        .isEqualTo(Arrays.copyOfRange(plain, from, from + length));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Two pieces of 100 bytes, stored as 156 each: one is fetched, the other, or both.
        "0, 100, 0, 156",
        "99, 1, 0, 156",
        "100, 1, 156, 156",
        "99, 2, 0, 312"
    })
    void noPieceIsFetchedThatIsNotRead(
            long offset, long length, long storedOffset, long storedLength) {
        Pieces pieces = StoredPieces.of(cipher, List.of(bytes(100, 1), bytes(100, 2))).pieces();

        assertThat(pieces.range(new ByteRange.Slice(offset, length)).stored())
                .isEqualTo(new ByteRange.Slice(storedOffset, storedLength));
    }

    @Test
    void piecesThatWereChangedDoNotOpen() {
        List<byte[]> plain = List.of(bytes(80, 1), bytes(80, 2), bytes(80, 3));
        StoredPieces stored = StoredPieces.of(cipher, plain);
        List<Piece> list = stored.pieces().list();
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            parts.add(Arrays.copyOfRange(stored.bytes(), i * 136, (i + 1) * 136));
        }
        byte[] swapped = joined(List.of(parts.get(1), parts.get(0), parts.get(2)));
        byte[] omitted = joined(List.of(parts.get(0), parts.get(2)));
        byte[] twice = joined(List.of(parts.get(0), parts.get(0), parts.get(2)));
        for (byte[] wrong : List.of(swapped, omitted, twice)) {
            assertCorrupt(stored.pieces(), wrong, cipher);
        }
        // Where the row is changed alike, with the headers that belong to the bytes, too.
        Pieces reordered =
                new Pieces(
                        List.of(
                                renumbered(list.get(1), 1),
                                renumbered(list.get(0), 2),
                                list.get(2)));
        assertCorrupt(reordered, swapped, cipher);
        Pieces doubled = new Pieces(List.of(list.get(0), renumbered(list.get(0), 2), list.get(2)));
        assertCorrupt(doubled, twice, cipher);
        Pieces closed = new Pieces(List.of(list.get(0), renumbered(list.get(2), 2)));
        assertCorrupt(closed, omitted, cipher);
    }

    @Test
    void piecesOfAnotherTenantOrContentDoNotOpen() {
        StoredPieces stored = StoredPieces.of(cipher, List.of(bytes(10, 1), bytes(0, 2)));

        assertCorrupt(stored.pieces(), stored.bytes(), Ciphers.of(new UUID(9, 9), CONTENT));
        assertCorrupt(stored.pieces(), stored.bytes(), Ciphers.of(TENANT, new UUID(9, 9)));
    }

    @Test
    void aPieceIsNoContentOfOneStreamNorTheOtherWayRound() {
        StoredPieces stored = StoredPieces.of(cipher, List.of(bytes(10, 1)));
        Piece piece = stored.pieces().list().getFirst();

        assertThatThrownBy(() ->
                        cipher.decrypt(
                                        new ByteArrayInputStream(stored.bytes()),
                                        piece.header(),
                                        cipher.segmentsFor(0, 10, 10))
                                .readAllBytes())
                .isInstanceOf(CorruptContentException.class);
    }

    private static Piece renumbered(Piece piece, int number) {
        return new Piece(
                number,
                piece.size(),
                piece.header(),
                piece.md5(),
                piece.sha256(),
                piece.storedSha256());
    }

    private static void assertCorrupt(Pieces pieces, byte[] stored, ContentCipher cipher) {
        assertThatThrownBy(() -> read(pieces, stored, cipher, 0, pieces.size()))
                .isInstanceOf(CorruptContentException.class);
    }

    @Test
    void aContentIsKnownByTheDigestsOfItsPieces() {
        byte[] one = bytes(5, 1);
        byte[] two = bytes(6, 2);
        Pieces both = StoredPieces.of(cipher, List.of(one, two)).pieces();
        Pieces single = StoredPieces.of(cipher, List.of(one)).pieces();

        assertThat(both.sha256())
                .isEqualTo(Sha256.of(joined(List.of(Sha256.of(one), Sha256.of(two)))));
        assertThat(single.sha256()).isEqualTo(Sha256.of(one));
        assertThat(both.md5())
                .isEqualTo(
                        HexFormat.of()
                                        .formatHex(
                                                StoredPieces.md5(
                                                        joined(
                                                                List.of(
                                                                        StoredPieces.md5(one),
                                                                        StoredPieces.md5(two)))))
                                + "-2");
        List<Piece> unsummed = new ArrayList<>(both.list());
        Piece last = unsummed.removeLast();
        unsummed.add(
                new Piece(
                        2,
                        last.size(),
                        last.header(),
                        new byte[0],
                        last.sha256(),
                        last.storedSha256()));
        Pieces partly = Pieces.unpacked(new Pieces(unsummed).packed());
        assertThat(partly.md5()).isEmpty();
        assertThat(partly.list().getLast().md5()).isEmpty();
    }

    @Test
    void storedBytesAreProvenWithoutAKeyHoweverTheyCome() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<byte[]> plain =
                    List.of(bytes(size(random), 1), bytes(0, 2), bytes(size(random), 3));
            StoredPieces stored = StoredPieces.of(cipher, plain);
            StoredDigest known = StoredDigest.of(stored.pieces());
            byte[] right = stored.bytes();

            assertThat(known.isOf(digest(known, right, random))).isTrue();
            byte[] changed = right.clone();
            changed[random.nextInt(changed.length)] ^= 1;
            assertThat(known.isOf(digest(known, changed, random))).isFalse();
            assertThat(known.isOf(digest(known, Arrays.copyOf(right, right.length - 1), random)))
                    .isFalse();
            assertThat(known.isOf(digest(known, Arrays.copyOf(right, right.length + 1), random)))
                    .isFalse();
        }
    }

    /** Of bytes that come in pieces of any size. */
    private static byte[] digest(StoredDigest known, byte[] stored, Random random) {
        MessageDigest digest = known.begin();
        int done = 0;
        while (done < stored.length) {
            int part = Math.min(1 + random.nextInt(100_000), stored.length - done);
            digest.update(stored, done, part);
            done += part;
        }
        return digest.digest();
    }

    @Test
    void sizesAlikeAreToldTogether() {
        List<byte[]> plain = new ArrayList<>(Collections.nCopies(3, bytes(100, 1)));
        plain.add(bytes(1, 1));
        plain.add(bytes(100, 1));

        assertThat(StoredDigest.of(StoredPieces.of(cipher, plain).pieces()).pieceSizes())
                .isEqualTo("156x3,57x1,156x1");
        assertThat(StoredDigest.ofStream(new byte[32]).pieceSizes()).isNull();
    }

    @Test
    void numbersAscendAndThereIsAtLeastOnePiece() {
        Piece two =
                renumbered(
                        StoredPieces.of(cipher, List.of(bytes(1, 1))).pieces().list().getFirst(),
                        2);

        assertThat(new Pieces(List.of(two, renumbered(two, 10_000))).count()).isEqualTo(2);
        for (List<Piece> wrong :
                List.of(List.<Piece>of(), List.of(two, two), List.of(two, renumbered(two, 1)))) {
            assertThatThrownBy(() -> new Pieces(wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> renumbered(two, 10_001))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
