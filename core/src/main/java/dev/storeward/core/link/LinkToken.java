package dev.storeward.core.link;

import dev.storeward.core.access.LinkGrant;
import dev.storeward.core.file.StoredFile;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * What a link says, and its form. Version 1, which is read still, said nothing of the key it was
 * asked for with.
 *
 * @param kid the key that signs it
 * @param end in seconds since 1970
 */
record LinkToken(
        String kid, UUID tenantId, UUID fileId, UUID contentId, long end, LinkGrant grant) {
    private static final byte FIRST_VERSION = 1;
    private static final byte VERSION = 2;
    private static final byte METHOD_GET = 1;
    private static final int FIRST_BYTES = 1 + 1 + 4 + 16 + 16 + 16 + 8;
    private static final int BYTES = FIRST_BYTES + 16 + 4;
    private static final int SIGNATURE_BYTES = 32;
    private static final UUID NO_KEY = new UUID(0, 0);

    static LinkToken of(LinkKey key, StoredFile file, Instant end, LinkGrant grant) {
        return new LinkToken(
                key.kid(),
                file.tenantId(),
                file.id(),
                file.contentId(),
                end.getEpochSecond(),
                grant);
    }

    /** What was sent as a link: not proven yet. */
    record Sent(LinkToken token, byte[] message, byte[] signature) {
        /** Whether a key signed it; compares in constant time. */
        boolean isSignedBy(LinkKey key) {
            return MessageDigest.isEqual(key.sign(token.tenantId(), message), signature);
        }
    }

    /** Signs it, in the form it travels in. */
    String signedBy(LinkKey key) {
        UUID keyId = grant.keyId();
        ByteBuffer message =
                ByteBuffer.allocate(BYTES)
                        .put(VERSION)
                        .put(METHOD_GET)
                        .put(HexFormat.of().parseHex(kid));
        put(message, tenantId);
        put(message, fileId);
        put(message, contentId);
        message.putLong(end);
        put(message, keyId == null ? NO_KEY : keyId);
        message.putInt(grant.epoch());
        byte[] bytes =
                ByteBuffer.allocate(BYTES + SIGNATURE_BYTES)
                        .put(message.array())
                        .put(key.sign(tenantId, message.array()))
                        .array();
        return encoded(bytes);
    }

    /** Empty for what is no link of ours in the one form that it has. */
    static Optional<Sent> parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        // The last character has bits that say nothing, and the decoder takes padding.
        if (bytes.length < 2 || bytes[1] != METHOD_GET || !encoded(bytes).equals(text)) {
            return Optional.empty();
        }
        return switch (bytes[0]) {
            case FIRST_VERSION -> sent(bytes, FIRST_BYTES);
            case VERSION -> sent(bytes, BYTES);
            default -> Optional.empty();
        };
    }

    private static Optional<Sent> sent(byte[] bytes, int length) {
        if (bytes.length != length + SIGNATURE_BYTES) {
            return Optional.empty();
        }
        byte[] message = Arrays.copyOf(bytes, length);
        return read(ByteBuffer.wrap(message, 2, length - 2))
                .map(token ->
                        new Sent(token, message, Arrays.copyOfRange(bytes, length, bytes.length)));
    }

    /** Empty when a number is one that no link of ours says. */
    private static Optional<LinkToken> read(ByteBuffer fields) {
        byte[] kid = new byte[4];
        fields.get(kid);
        UUID tenantId = id(fields);
        UUID fileId = id(fields);
        UUID contentId = id(fields);
        long end = fields.getLong();
        Optional<LinkGrant> grant =
                fields.hasRemaining() ? grant(fields) : Optional.of(LinkGrant.OF_USER);
        return grant.filter(given -> end >= 0)
                .map(given ->
                        new LinkToken(
                                HexFormat.of().formatHex(kid),
                                tenantId,
                                fileId,
                                contentId,
                                end,
                                given));
    }

    private static Optional<LinkGrant> grant(ByteBuffer fields) {
        UUID keyId = id(fields);
        int epoch = fields.getInt();
        if (keyId.equals(NO_KEY)) {
            return epoch == 0 ? Optional.of(LinkGrant.OF_USER) : Optional.empty();
        }
        return epoch < 0 ? Optional.empty() : Optional.of(new LinkGrant(keyId, epoch));
    }

    private static UUID id(ByteBuffer fields) {
        return new UUID(fields.getLong(), fields.getLong());
    }

    private static void put(ByteBuffer fields, UUID id) {
        fields.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
