package dev.storeward.core.crypto;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What a sealed value belongs to. It is authenticated with the value and not stored, so a value
 * that is moved to another row, field or tenant does not open there. Every part is preceded by its
 * length: no two lists of parts give the same bytes.
 */
public final class AssociatedData {
    private static final byte CONTENT_FORMAT = 1;
    private static final byte PIECE_FORMAT = 2;

    private AssociatedData() {}

    /** A secret field of one version of a backend's credential. */
    public static byte[] credential(UUID tenantId, UUID backendId, String field, long version) {
        return parts("credential", bytes(tenantId), bytes(backendId), utf8(field), bytes(version));
    }

    /** A key of a tenant's key ring. */
    public static byte[] tenantKey(UUID tenantId, String keyId) {
        return parts("tenant key", bytes(tenantId), utf8(keyId));
    }

    /** The secret of a user's key that signs requests. */
    public static byte[] signingKey(UUID keyId, UUID userId) {
        return parts("signing key", bytes(keyId), bytes(userId));
    }

    /** A secret of the whole installation, by its name. */
    public static byte[] installation(UUID installationId, String name) {
        return parts("installation", bytes(installationId), utf8(name));
    }

    /** The content of a file: 33 bytes, the first of which is the format's number. */
    static byte[] content(UUID tenantId, UUID contentId) {
        return ByteBuffer.allocate(33)
                .put(CONTENT_FORMAT)
                .put(bytes(tenantId))
                .put(bytes(contentId))
                .array();
    }

    /** A piece of the content of a file: 37 bytes, the first of which is the format's number. */
    static byte[] piece(UUID tenantId, UUID contentId, int number) {
        return ByteBuffer.allocate(37)
                .put(PIECE_FORMAT)
                .put(bytes(tenantId))
                .put(bytes(contentId))
                .putInt(number)
                .array();
    }

    private static byte[] parts(String purpose, byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, utf8(purpose));
            for (byte[] part : parts) {
                write(out, part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, byte[] part) throws IOException {
        out.writeInt(part.length);
        out.write(part);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
