package dev.storeward.core.crypto;

import dev.storeward.core.crypto.ContentCipher.Segments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Random;
import java.util.UUID;

/** One cipher, what it stored, and how a part of that is read. */
abstract class ContentCipherFixture {
    /** The plain bytes of the first segment, and of each further one. */
    static final int FIRST = 64 * 1024 - 40 - 16;

    static final int NEXT = 64 * 1024 - 16;
    static final byte[] KEY = random(32, 7);
    static final SecureRandom RANDOM = new SecureRandom();
    static final UUID TENANT = new UUID(1, 2);
    static final UUID CONTENT = new UUID(3, 4);

    final ContentCipher cipher = cipher(TENANT, CONTENT);

    /** A stored object, and the header that the database keeps of it. */
    static final class Stored {
        private final byte[] bytes;
        private final byte[] header;

        Stored(byte[] bytes, byte[] header) {
            this.bytes = bytes;
            this.header = header;
        }

        byte[] bytes() {
            return bytes;
        }

        byte[] header() {
            return header;
        }
    }

    static ContentCipher cipher(UUID tenant, UUID content) {
        return new ContentCipher(ContentKey.of("tk_1", KEY), tenant, content, RANDOM);
    }

    static Stored store(ContentCipher cipher, byte[] plain) throws IOException {
        EncryptingStream stream = cipher.encrypt(new ByteArrayInputStream(plain), plain.length);
        return new Stored(stream.readAllBytes(), stream.header());
    }

    /** Reads a part as a service does: from the very bytes a bucket would send for its range. */
    static byte[] read(ContentCipher cipher, Stored stored, long offset, long length, long size)
            throws IOException {
        try (DecryptingStream stream =
                open(cipher, stored, cipher.segmentsFor(offset, length, size))) {
            return stream.readAllBytes();
        }
    }

    static DecryptingStream open(ContentCipher cipher, Stored stored, Segments range) {
        int from = Math.toIntExact(Math.min(range.storedOffset(), stored.bytes().length));
        int length = Math.toIntExact(Math.min(range.storedLength(), stored.bytes().length - from));
        return cipher.decrypt(
                new ByteArrayInputStream(stored.bytes(), from, length), stored.header(), range);
    }

    static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
