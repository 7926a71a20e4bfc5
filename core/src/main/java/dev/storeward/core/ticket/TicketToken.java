package dev.storeward.core.ticket;

import dev.storeward.core.Problem;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.store.Secret;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/**
 * What an upload's address ends with: which ticket it is, and 256 random bits that prove it. Only
 * their SHA-256 is kept.
 */
final class TicketToken {
    private static final int SECRET_BYTES = 32;
    private static final int BYTES = 16 + 16 + SECRET_BYTES;

    private final UUID tenantId;
    private final UUID id;
    private final byte[] secret;

    private TicketToken(UUID tenantId, UUID id, byte[] secret) {
        this.tenantId = tenantId;
        this.id = id;
        this.secret = secret;
    }

    static TicketToken random(UUID tenantId, UUID id, SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new TicketToken(tenantId, id, secret);
    }

    /**
     * A token as a client sent it.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden} when it can be none of ours
     */
    static TicketToken parse(String sent) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(sent);
        } catch (IllegalArgumentException e) {
            throw refused().asException();
        }
        if (bytes.length != BYTES) {
            throw refused().asException();
        }
        // The last character has bits that say nothing, and the decoder takes padding.
        if (!encoded(bytes).equals(sent)) {
            throw refused().asException();
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        UUID tenantId = new UUID(fields.getLong(), fields.getLong());
        UUID id = new UUID(fields.getLong(), fields.getLong());
        byte[] secret = new byte[SECRET_BYTES];
        fields.get(secret);
        return new TicketToken(tenantId, id, secret);
    }

    UUID tenantId() {
        return tenantId;
    }

    UUID id() {
        return id;
    }

    /** What is kept of it. */
    byte[] sha256() {
        return Sha256.of(secret);
    }

    /** Compares in constant time. */
    boolean provedBy(byte[] kept) {
        return MessageDigest.isEqual(sha256(), kept);
    }

    /** As it travels; whoever has it may upload. */
    Secret text() {
        byte[] bytes =
                ByteBuffer.allocate(BYTES)
                        .putLong(tenantId.getMostSignificantBits())
                        .putLong(tenantId.getLeastSignificantBits())
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .put(secret)
                        .array();
        return Secret.of(encoded(bytes));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** One answer for what was never an address and what is none of ours. */
    static Problem refused() {
        return new Problem.Forbidden("This upload address is not valid. Ask for a new one.");
    }
}
