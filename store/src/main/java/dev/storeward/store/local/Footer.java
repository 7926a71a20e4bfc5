package dev.storeward.store.local;

import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * What follows an object's bytes in its file: a description (time, tag, content type, metadata) of
 * variable length and a trailer of {@value #TRAILER} bytes (description length, object length,
 * CRC-32 of both and the description, and a mark).
 *
 * @param size bytes of the object
 */
record Footer(
        long size, Instant modified, long tag, String contentType, Map<String, String> metadata) {
    static final int TRAILER = 20;

    /** A description is rarely longer than this and then read together with the trailer. */
    static final int USUAL = 492;

    static final int LONGEST = 16 << 10;

    private static final int MARK = 0x53574F31;

    Footer {
        metadata = Map.copyOf(metadata);
    }

    static Footer next(long size, PutOptions options, Instant now) {
        return new Footer(
                size,
                Instant.ofEpochMilli(now.toEpochMilli()),
                UUID.randomUUID().getLeastSignificantBits(),
                options.contentType(),
                options.metadata());
    }

    ObjectInfo describe(ObjectKey key) {
        return new ObjectInfo(key, size, Long.toHexString(tag), modified, metadata);
    }

    byte[] encoded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(modified.toEpochMilli());
            out.writeLong(tag);
            out.writeUTF(contentType);
            out.writeShort(metadata.size());
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeUTF(entry.getValue());
            }
            int length = bytes.size();
            out.writeInt(length);
            out.writeLong(size);
            out.writeInt(checksum(bytes.toByteArray(), 0, length + 12));
            out.writeInt(MARK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** How long the description before a trailer is; -1 when the bytes do not end in a trailer. */
    static int descriptionLength(byte[] tail) {
        ByteBuffer bytes = ByteBuffer.wrap(tail);
        if (tail.length < TRAILER || bytes.getInt(tail.length - 4) != MARK) {
            return -1;
        }
        return bytes.getInt(tail.length - TRAILER);
    }

    /**
     * The footer at the end of a file's last bytes.
     *
     * @param fileLength the length of the whole file in bytes
     */
    static Optional<Footer> parse(byte[] tail, long fileLength) {
        int described = descriptionLength(tail);
        int start = tail.length - TRAILER - described;
        if (described < 0 || start < 0) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(tail);
        long size = bytes.getLong(start + described + 4);
        if (size != fileLength - TRAILER - described
                || bytes.getInt(start + described + 12) != checksum(tail, start, described + 12)) {
            return Optional.empty();
        }
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(tail, start, described))) {
            Instant modified = Instant.ofEpochMilli(in.readLong());
            long tag = in.readLong();
            String contentType = in.readUTF();
            Map<String, String> metadata = new HashMap<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                metadata.put(in.readUTF(), in.readUTF());
            }
            return Optional.of(new Footer(size, modified, tag, contentType, metadata));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
