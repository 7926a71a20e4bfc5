package dev.storeward.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bytes to be written. A store may open it again for a retry only when {@link #reopenable()} says
 * so.
 */
public interface Content {

    /** The bytes from their beginning. A content that is not reopenable may be opened once. */
    InputStream open() throws IOException;

    /** How many bytes there are, where that is known before reading. */
    OptionalLong length();

    boolean reopenable();

    /**
     * The SHA-256 of exactly these bytes, where the caller knows it. A store may have the other end
     * compare it instead of computing its own; then other bytes are {@code CORRUPT} and leave no
     * object. A store that cannot, or not for so many bytes, ignores it: who must know reads back.
     */
    default Optional<byte[]> sha256() {
        return Optional.empty();
    }

    /** This content, said to have a digest. */
    default Content withSha256(byte[] sha256) {
        return new DigestedContent(this, sha256);
    }

    /** The bytes of an array, which the caller leaves unchanged while the content is in use. */
    static Content of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** A part of an array, which the caller leaves unchanged while the content is in use. */
    static Content of(byte[] bytes, int offset, int length) {
        return new Content() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes, offset, length);
            }

            @Override
            public OptionalLong length() {
                return OptionalLong.of(length);
            }

            @Override
            public boolean reopenable() {
                return true;
            }
        };
    }

    /** A stream that can be read once, of a length that may be unknown. */
    static Content once(InputStream stream, OptionalLong length) {
        return new Content() {
            @Override
            public InputStream open() {
                return stream;
            }

            @Override
            public OptionalLong length() {
                return length;
            }

            @Override
            public boolean reopenable() {
                return false;
            }
        };
    }
}
