package dev.storeward.core.crypto;

import com.google.crypto.tink.subtle.StreamSegmentDecrypter;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Encrypts and decrypts one content of one tenant: AES-256-GCM with a key of its own for every
 * stored object, derived by HKDF-SHA-256, in segments of 64 KiB. The tenant and the content are
 * authenticated with every segment: stored bytes that were swapped with another's do not open.
 * Where the object lies is not, so that it can be copied and moved as it is. Immutable and safe for
 * use by several threads.
 */
public final class ContentCipher {
    /** The number of this format in the database; 0 stands for content stored as it came. */
    public static final int FORMAT = 1;

    /** The length of the header that the database keeps for each object. */
    public static final int HEADER_BYTES = Segments.HEADER_BYTES;

    private static final int UNKNOWN_LENGTH = -1;

    private final ContentKey key;
    private final UUID tenantId;
    private final UUID contentId;
    private final SecureRandom random;
    private final byte[] associatedData;

    ContentCipher(ContentKey key, UUID tenantId, UUID contentId, SecureRandom random) {
        this(key, tenantId, contentId, random, AssociatedData.content(tenantId, contentId));
    }

    private ContentCipher(
            ContentKey key,
            UUID tenantId,
            UUID contentId,
            SecureRandom random,
            byte[] associatedData) {
        this.key = key;
        this.tenantId = tenantId;
        this.contentId = contentId;
        this.random = random;
        this.associatedData = associatedData;
    }

    /**
     * A cipher with the same key for one piece of the content, which is a stream of its own: its
     * number is authenticated too.
     */
    public ContentCipher ofPiece(int number) {
        return new ContentCipher(
                key,
                tenantId,
                contentId,
                random,
                AssociatedData.piece(tenantId, contentId, number));
    }

    /** The key to name beside the object, for reading it later. */
    public String keyId() {
        return key.id();
    }

    /** How many bytes a content of this size takes when stored, the header included. */
    public long storedSize(long plainSize) {
        return Segments.storedSize(plainSize);
    }

    /**
     * What to fetch for a part of a content.
     *
     * @throws IndexOutOfBoundsException when the part does not lie within the content
     */
    public Segments segmentsFor(long plainOffset, long plainLength, long plainSize) {
        return new Segments(plainOffset, plainLength, plainSize);
    }

    /** The stored form of a content of unknown length. Closing it closes the content. */
    public EncryptingStream encrypt(InputStream plain) {
        return encrypt(plain, UNKNOWN_LENGTH);
    }

    /**
     * The stored form of a content. Closing it closes the content.
     *
     * @param expectedLength how long the content probably is; saves memory, and decides nothing
     */
    public EncryptingStream encrypt(InputStream plain, long expectedLength) {
        try {
            return new EncryptingStream(
                    plain, key.encrypter(associatedData, random), expectedLength);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES-GCM does not work on this Java.", e);
        }
    }

    /**
     * A part of the content. Closing it closes the stored stream, of which it reads {@link
     * Segments#storedLength()} bytes and no more.
     *
     * @param stored begins at {@link Segments#storedOffset()} of the stored object
     * @param header the 40 bytes that {@link EncryptingStream#header()} told when it was written
     */
    public DecryptingStream decrypt(InputStream stored, byte[] header, Segments range) {
        try {
            StreamSegmentDecrypter decrypter = key.decrypter();
            return new DecryptingStream(
                    stored,
                    header,
                    range,
                    new DecryptingStream.Opener(decrypter, associatedData, contentId));
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES-GCM does not work on this Java.", e);
        }
    }

    @Override
    public String toString() {
        return "ContentCipher[content " + contentId + ", key " + key.id() + "]";
    }

    /**
     * A part of an encrypted content, and the whole segments of its stored form that hold it.
     * Stored, a content is a header of 40 bytes and segments of 64 KiB, the first shorter by the
     * header and the last as short as it comes; each ends with a tag of 16 bytes. All numbers are
     * bytes.
     *
     * @param plainOffset where the part begins in the content
     * @param plainLength how long it is; 0 only for an empty content
     * @param plainSize how long the whole content is, as the database knows it
     */
    public record Segments(long plainOffset, long plainLength, long plainSize) {
        static final int HEADER_BYTES = 40;
        static final int TAG_BYTES = 16;
        static final int STORED_SEGMENT = 64 * 1024;
        static final int PLAIN_SEGMENT = STORED_SEGMENT - TAG_BYTES;

        /** The segment's number is part of its nonce, as 32 bits of which the sign stays unused. */
        static final long MAX_PLAIN_SIZE = (long) Integer.MAX_VALUE * PLAIN_SEGMENT - HEADER_BYTES;

        public Segments {
            Objects.checkFromIndexSize(plainOffset, plainLength, plainSize);
            if (plainSize > MAX_PLAIN_SIZE) {
                throw new IllegalArgumentException("a content is shorter than 128 TiB");
            }
            if (plainLength == 0 && plainSize > 0) {
                throw new IllegalArgumentException("an empty part of a content is not read");
            }
        }

        /** How many bytes a content of this size takes when stored. */
        public static long storedSize(long plainSize) {
            return HEADER_BYTES + plainSize + segmentCount(plainSize) * TAG_BYTES;
        }

        /** The size of a content that is stored as so many bytes; empty when none is. */
        public static OptionalLong plainSize(long storedSize) {
            long plain =
                    storedSize
                            - HEADER_BYTES
                            - TAG_BYTES * Math.max(1, Math.ceilDiv(storedSize, STORED_SEGMENT));
            return plain >= 0 && plain <= MAX_PLAIN_SIZE && storedSize(plain) == storedSize
                    ? OptionalLong.of(plain)
                    : OptionalLong.empty();
        }

        /** Where the stored segments begin. */
        public long storedOffset() {
            return (long) first() * STORED_SEGMENT;
        }

        /** How long the stored segments are. */
        public long storedLength() {
            long end =
                    last() == lastOfContent()
                            ? storedSize(plainSize)
                            : (last() + 1L) * STORED_SEGMENT;
            return end - storedOffset();
        }

        int first() {
            return segmentOf(plainOffset);
        }

        int last() {
            return segmentOf(plainOffset + Math.max(0, plainLength - 1));
        }

        int lastOfContent() {
            return Math.toIntExact(segmentCount(plainSize) - 1);
        }

        /** How many bytes of the first segment's content come before the part. */
        int skip() {
            return Math.toIntExact(plainOffset - plainStart(first()));
        }

        /** How long a segment is when stored, its tag included and the header not. */
        int storedLengthOf(int segment) {
            long end =
                    segment == lastOfContent()
                            ? storedSize(plainSize)
                            : (segment + 1L) * STORED_SEGMENT;
            long start = segment == 0 ? HEADER_BYTES : (long) segment * STORED_SEGMENT;
            return Math.toIntExact(end - start);
        }

        private static long plainStart(int segment) {
            return segment == 0 ? 0 : (long) segment * PLAIN_SEGMENT - HEADER_BYTES;
        }

        private static int segmentOf(long plainPosition) {
            return Math.toIntExact((plainPosition + HEADER_BYTES) / PLAIN_SEGMENT);
        }

        private static long segmentCount(long plainSize) {
            return Math.max(1, Math.ceilDiv(plainSize + HEADER_BYTES, PLAIN_SEGMENT));
        }
    }
}
