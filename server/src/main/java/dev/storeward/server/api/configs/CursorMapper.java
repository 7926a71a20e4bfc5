package dev.storeward.server.api.configs;

import dev.storeward.core.Problem;
import dev.storeward.core.backend.lookup.BackendDirectory.NewerThan;
import dev.storeward.core.backend.lookup.BackendDirectory.OlderThan;
import dev.storeward.core.backend.lookup.BackendDirectory.Position;
import dev.storeward.core.crypto.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * Between positions in a tenant's list and opaque text. A few bytes of a digest over the tenant
 * tell a cursor of this list from any other text; they keep no secret.
 */
final class CursorMapper {
    private static final byte OLDER = 1;
    private static final byte NEWER = 2;
    private static final int POSITION_BYTES = 17;
    private static final int DIGEST_BYTES = 6;

    private CursorMapper() {}

    static String text(UUID tenantId, Position position) {
        byte[] bytes =
                switch (position) {
                    case OlderThan(UUID id) -> bytes(OLDER, id);
                    case NewerThan(UUID id) -> bytes(NEWER, id);
                };
        byte[] whole =
                ByteBuffer.allocate(POSITION_BYTES + DIGEST_BYTES)
                        .put(bytes)
                        .put(digest(tenantId, bytes))
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /**
     * The position a cursor stands for; the newest when it is empty.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when it is none of this tenant's
     *     list
     */
    static Position position(UUID tenantId, String cursor) {
        if (cursor.isEmpty()) {
            return Position.newest();
        }
        byte[] whole = decoded(cursor);
        if (whole.length != POSITION_BYTES + DIGEST_BYTES) {
            throw notACursor();
        }
        ByteBuffer buffer = ByteBuffer.wrap(whole);
        byte direction = buffer.get();
        UUID id = new UUID(buffer.getLong(), buffer.getLong());
        Position position = direction == OLDER ? new OlderThan(id) : new NewerThan(id);
        // The decoder takes padding, and bits of the last character that say nothing.
        if (!text(tenantId, position).equals(cursor)) {
            throw notACursor();
        }
        return position;
    }

    private static byte[] decoded(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw notACursor();
        }
    }

    private static byte[] bytes(byte direction, UUID id) {
        return ByteBuffer.allocate(POSITION_BYTES)
                .put(direction)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static byte[] digest(UUID tenantId, byte[] position) {
        MessageDigest sha256 = Sha256.begin();
        sha256.update(
                ByteBuffer.allocate(16)
                        .putLong(tenantId.getMostSignificantBits())
                        .putLong(tenantId.getLeastSignificantBits())
                        .flip());
        return Arrays.copyOf(sha256.digest(position), DIGEST_BYTES);
    }

    private static RuntimeException notACursor() {
        return Problem.invalid(
                        "cursor",
                        "Not a cursor of this list: follow next or previous of an answer as they"
                                + " are, or leave it out.")
                .asException();
    }
}
