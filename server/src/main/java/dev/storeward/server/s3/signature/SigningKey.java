package dev.storeward.server.s3.signature;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.store.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What is derived from a secret for one scope. Belongs to one thread, and prints nothing. */
final class SigningKey {
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    private SigningKey(byte[] key) {
        this.key = new SecretKeySpec(key, HMAC);
    }

    static SigningKey of(Secret secret, CredentialScope scope) {
        byte[] key = ("AWS4" + secret.reveal()).getBytes(UTF_8);
        for (String part : scope.text().split("/", -1)) {
            key = keyed(new SecretKeySpec(key, HMAC)).doFinal(part.getBytes(ISO_8859_1));
        }
        return new SigningKey(key);
    }

    /** The signature of a text, whose characters are bytes. */
    String sign(String text) {
        return HexFormat.of().formatHex(keyed(key).doFinal(text.getBytes(ISO_8859_1)));
    }

    /** Compares in constant time. */
    boolean signed(String text, String signature) {
        return MessageDigest.isEqual(
                sign(text).getBytes(ISO_8859_1), signature.getBytes(ISO_8859_1));
    }

    static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(ISO_8859_1)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Mac keyed(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
