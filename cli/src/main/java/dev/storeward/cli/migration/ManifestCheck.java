package dev.storeward.cli.migration;

import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/**
 * Checks a manifest from its first byte to its last, in memory that does not grow with it. Nothing
 * in it is trusted before its signature was proven, and nothing but what was read is told.
 */
final class ManifestCheck {
    private static final String TYPE = "storeward-migration-manifest";
    private static final String ALGORITHM = "Ed25519";

    private final MessageDigest sha256 = digest();
    private final ManifestForm form = new ManifestForm();

    private ManifestCheck() {}

    /**
     * A manifest that is right.
     *
     * @param keyWasGiven whether the key was known before, and is not only the file's own
     */
    record Result(
            String migrationId,
            String status,
            long files,
            long bytes,
            String keyId,
            String publicKey,
            boolean keyWasGiven) {}

    /**
     * Reads a manifest to its end.
     *
     * @param publicKey the one that must have signed it; empty for whichever it names
     * @throws Failure with a sentence when anything is wrong
     */
    static Result of(InputStream in, String publicKey) throws IOException {
        byte[] expected = publicKey.isEmpty() ? new byte[0] : given(publicKey);
        return new ManifestCheck().check(new ManifestReader(in), expected);
    }

    private Result check(ManifestReader lines, byte[] expected) throws IOException {
        byte[] line = lines.next();
        if (line.length == 0) {
            throw Failure.refused("The file is empty.");
        }
        form.header(lines.json(line));
        sha256.update(line);
        while (true) {
            line = lines.next();
            if (line.length == 0) {
                throw Failure.refused(
                        "The file ends without its signature: it was cut off. Fetch it again.");
            }
            JsonNode json = lines.json(line);
            if (json.has("type")) {
                break;
            }
            form.file(json, lines.number());
            sha256.update(line);
        }
        JsonNode signature = lines.json(line);
        if (lines.next().length > 0) {
            throw Failure.refused(
                    "There is something after the signature in line "
                            + (lines.number() - 1)
                            + ": it was appended by somebody else.");
        }
        return proven(signature, expected);
    }

    private Result proven(JsonNode signature, byte[] expected) {
        form.signature(signature);
        String hex = HexFormat.of().formatHex(sha256.digest());
        if (!signature.path("sha256").stringValue().equals(hex)) {
            throw Failure.refused(
                    "The digest is another: the file was changed after it was signed.");
        }
        byte[] encoded = base64("public_key", signature.path("public_key").stringValue());
        if (expected.length > 0 && !Arrays.equals(expected, encoded)) {
            throw Failure.refused("The file was signed by another key than the one given.");
        }
        byte[] message = (TYPE + "/1:" + hex).getBytes(StandardCharsets.UTF_8);
        if (!verifies(
                encoded, message, base64("signature", signature.path("signature").stringValue()))) {
            throw Failure.refused("The signature is not one of the key that is named.");
        }
        form.requireCounts();
        return new Result(
                form.migrationId(),
                form.status(),
                form.files(),
                form.bytes(),
                Words.text(signature.path("key_id")),
                Base64.getEncoder().encodeToString(encoded),
                expected.length > 0);
    }

    private static byte[] given(String publicKey) {
        try {
            byte[] encoded =
                    Base64.getDecoder()
                            .decode(
                                    publicKey
                                            .replaceAll("-----[A-Z ]+-----", "")
                                            .replaceAll("\\s", ""));
            key(encoded);
            return encoded;
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw Failure.usage("--public-key: is no Ed25519 key in Base64.");
        }
    }

    private static byte[] base64(String field, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw Failure.refused("The last line's " + field + " is not Base64.");
        }
    }

    private static boolean verifies(byte[] publicKey, byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key(publicKey));
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static PublicKey key(byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
