package dev.storeward.core.content;

import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.store.ByteRange;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The pieces that a content consists of, in order. Its stored object is their ciphertexts one after
 * the other. Immutable and safe for use by several threads.
 */
public final class Pieces {
    /** The number of this form in the database. */
    public static final int FORMAT = 2;

    /** The bytes of one piece in {@link #packed}. */
    public static final int PACKED_BYTES =
            Integer.BYTES + Long.BYTES + ContentCipher.HEADER_BYTES + 1 + 16 + 32 + 32;

    private static final byte[] NO_MD5 = {};

    private final List<Piece> list;

    /** What is read of one piece: a part of it. */
    record Part(Piece piece, ContentCipher.Segments segments) {}

    /**
     * At least one piece.
     *
     * @throws IllegalArgumentException when there is none, or their numbers do not ascend
     */
    public Pieces(List<Piece> list) {
        this.list = List.copyOf(list);
        int last = 0;
        for (Piece piece : this.list) {
            if (piece.number() <= last) {
                throw new IllegalArgumentException("the numbers of pieces ascend");
            }
            last = piece.number();
        }
        if (last == 0) {
            throw new IllegalArgumentException("a content has at least one piece");
        }
    }

    /** What {@link #packed} wrote. */
    public static Pieces unpacked(byte[] packed) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        List<Piece> list = new ArrayList<>(packed.length / PACKED_BYTES);
        while (in.hasRemaining()) {
            int number = in.getInt();
            long size = in.getLong();
            byte[] header = bytes(in, ContentCipher.HEADER_BYTES);
            boolean summed = in.get() == 1;
            byte[] md5 = bytes(in, 16);
            list.add(
                    new Piece(
                            number,
                            size,
                            header,
                            summed ? md5 : NO_MD5,
                            bytes(in, 32),
                            bytes(in, 32)));
        }
        return new Pieces(list);
    }

    private static byte[] bytes(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    /** How they are kept beside their object. */
    public byte[] packed() {
        ByteBuffer out = ByteBuffer.allocate(list.size() * PACKED_BYTES);
        for (Piece piece : list) {
            out.putInt(piece.number())
                    .putLong(piece.size())
                    .put(piece.header())
                    .put((byte) (piece.hasMd5() ? 1 : 0))
                    .put(piece.hasMd5() ? piece.md5() : new byte[16])
                    .put(piece.sha256())
                    .put(piece.storedSha256());
        }
        return out.array();
    }

    public List<Piece> list() {
        return list;
    }

    public int count() {
        return list.size();
    }

    /** Bytes of the whole plaintext. */
    public long size() {
        return list.stream().mapToLong(Piece::size).sum();
    }

    /** Bytes of the whole stored object. */
    public long storedSize() {
        return list.stream().mapToLong(Piece::storedSize).sum();
    }

    /** Bytes of each piece as stored. */
    public long[] storedSizes() {
        return list.stream().mapToLong(Piece::storedSize).toArray();
    }

    /** The content's identity: the digest of one piece, or that over the digests of several. */
    public byte[] sha256() {
        return list.size() == 1 ? list.getFirst().sha256() : over(Sha256.begin(), Piece::sha256);
    }

    /** What the stored bytes are known by; see {@link StoredDigest}. */
    public byte[] storedSha256() {
        return over(Sha256.begin(), Piece::storedSha256);
    }

    /**
     * The MD5 over the MD5s of the pieces in hexadecimal digits, with their number behind it; empty
     * where one is not known.
     */
    public String md5() {
        if (!list.stream().allMatch(Piece::hasMd5)) {
            return "";
        }
        byte[] md5 = over(newMd5(), Piece::md5);
        return HexFormat.of().formatHex(md5) + "-" + list.size();
    }

    private static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private byte[] over(MessageDigest digest, Function<Piece, byte[]> each) {
        list.forEach(piece -> digest.update(each.apply(piece)));
        return digest.digest();
    }

    /**
     * What to fetch for a part of the content, and how it opens. What is read to an end of the
     * content proves the empty pieces there too.
     *
     * @throws IndexOutOfBoundsException when the part does not lie within the content
     */
    public PieceRange range(ByteRange.Slice part) {
        long size = size();
        Objects.checkFromIndexSize(part.offset(), part.length(), size);
        if (part.length() == 0 && size > 0) {
            throw new IllegalArgumentException("an empty part of a content is not read");
        }
        long end = part.offset() + part.length();
        List<Part> parts = new ArrayList<>();
        long plain = 0;
        long stored = 0;
        long from = -1;
        long to = 0;
        for (Piece piece : list) {
            long first = Math.max(plain, part.offset());
            long last = Math.min(plain + piece.size(), end);
            boolean within =
                    piece.size() > 0 ? first < last : plain >= part.offset() && plain <= end;
            if (within) {
                ContentCipher.Segments segments =
                        new ContentCipher.Segments(first - plain, last - first, piece.size());
                from = from < 0 ? stored + segments.storedOffset() : from;
                to = stored + segments.storedOffset() + segments.storedLength();
                parts.add(new Part(piece, segments));
            }
            plain += piece.size();
            stored += piece.storedSize();
        }
        return new PieceRange(new ByteRange.Slice(from, to - from), parts);
    }
}
