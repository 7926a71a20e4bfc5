package dev.storeward.core.link;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Signed links: whoever holds one may read one version of one file until it expires. They die with
 * the file, and while its owner is disabled. Safe for use by several threads.
 */
public final class Links {
    /** The longest life of a link. */
    public static final Duration MAX_LIFETIME = Duration.ofDays(7);

    private static final byte VERSION = 1;
    private static final byte METHOD_GET = 1;
    private static final int SIGNED_BYTES = 1 + 1 + 4 + 16 + 16 + 16 + 8;
    private static final int SIGNATURE_BYTES = 32;

    private final LinkKeys keys;
    private final Files files;
    private final InstantSource clock;

    public Links(LinkKeys keys, Files files, InstantSource clock) {
        this.keys = keys;
        this.files = files;
        this.clock = clock;
    }

    /** A link's token and the moment it ends. */
    public record Link(String token, Instant expiresAt) {}

    /**
     * Signs a link to a file of the caller.
     *
     * @param seconds 1 to 604800
     */
    public Link create(Caller caller, String objectName, long seconds) {
        if (seconds < 1 || seconds > MAX_LIFETIME.toSeconds()) {
            throw Problem.invalid(
                            "expires_seconds",
                            "Must be from 1 to " + MAX_LIFETIME.toSeconds() + ".")
                    .asException();
        }
        return sign(files.get(caller, objectName), Duration.ofSeconds(seconds));
    }

    /** Signs a link to a file the caller was found to own. */
    public Link sign(StoredFile file, Duration lifetime) {
        LinkKey key = keys.signing();
        Instant end = clock.instant().plus(lifetime);
        byte[] message =
                ByteBuffer.allocate(SIGNED_BYTES)
                        .put(VERSION)
                        .put(METHOD_GET)
                        .put(HexFormat.of().parseHex(key.kid()))
                        .putLong(file.tenantId().getMostSignificantBits())
                        .putLong(file.tenantId().getLeastSignificantBits())
                        .putLong(file.id().getMostSignificantBits())
                        .putLong(file.id().getLeastSignificantBits())
                        .putLong(file.contentId().getMostSignificantBits())
                        .putLong(file.contentId().getLeastSignificantBits())
                        .putLong(end.getEpochSecond())
                        .array();
        byte[] token =
                ByteBuffer.allocate(SIGNED_BYTES + SIGNATURE_BYTES)
                        .put(message)
                        .put(key.sign(file.tenantId(), message))
                        .array();
        return new Link(
                Base64.getUrlEncoder().withoutPadding().encodeToString(token),
                Instant.ofEpochSecond(end.getEpochSecond()));
    }

    /**
     * The file a token opens now.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden} when the token is not one of
     *     ours or has expired, {@code NotFound} when the file is gone
     */
    public ReadableFile open(String token) {
        ByteBuffer bytes = ByteBuffer.wrap(decoded(token));
        if (bytes.remaining() != SIGNED_BYTES + SIGNATURE_BYTES) {
            throw refused();
        }
        byte[] message = new byte[SIGNED_BYTES];
        byte[] signature = new byte[SIGNATURE_BYTES];
        bytes.get(message).get(signature);
        return verified(ByteBuffer.wrap(message), message, signature);
    }

    private ReadableFile verified(ByteBuffer fields, byte[] message, byte[] signature) {
        try {
            if (fields.get() != VERSION || fields.get() != METHOD_GET) {
                throw refused();
            }
            byte[] kid = new byte[4];
            fields.get(kid);
            UUID tenantId = new UUID(fields.getLong(), fields.getLong());
            UUID fileId = new UUID(fields.getLong(), fields.getLong());
            UUID contentId = new UUID(fields.getLong(), fields.getLong());
            long end = fields.getLong();
            LinkKey key = keys.byKid(HexFormat.of().formatHex(kid)).orElseThrow(() -> refused());
            if (!MessageDigest.isEqual(key.sign(tenantId, message), signature)) {
                throw refused();
            }
            if (clock.instant().getEpochSecond() >= end) {
                throw new Problem.Forbidden("This link has expired. Ask for a new one.")
                        .asException();
            }
            ReadableFile readable = files.readableByLink(tenantId, fileId);
            if (!readable.file().contentId().equals(contentId)) {
                throw new Problem.NotFound("There is no such file.").asException();
            }
            return readable;
        } catch (BufferUnderflowException e) {
            throw refused();
        }
    }

    private static byte[] decoded(String token) {
        try {
            return Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    private static RuntimeException refused() {
        return new Problem.Forbidden("This link is not valid. Ask for a new one.").asException();
    }
}
