package dev.storeward.core.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals small secrets under a master key with AES-256-GCM. A sealed value names the key it needs:
 * format byte, length of the key's id, the id, a nonce of 12 bytes, ciphertext and tag. Immutable
 * and safe for use by several threads.
 */
public final class Sealer {
    private static final byte FORMAT = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int PREFIX_BYTES = 2;

    private final MasterKeys keys;
    private final MasterKey current;
    private final SecureRandom random;

    /**
     * @param currentKeyId the key that new values are sealed under; older values open with theirs
     * @throws MasterKeyException when the keys do not hold it
     */
    public Sealer(MasterKeys keys, String currentKeyId, SecureRandom random) {
        this.keys = keys;
        this.current = keys.find(currentKeyId).orElseThrow(() -> missing(keys, currentKeyId));
        this.random = random;
    }

    /** The plain bytes, readable only with the master key and the same associated data. */
    public byte[] seal(byte[] plain, byte[] associatedData) {
        byte[] id = current.id().getBytes(StandardCharsets.US_ASCII);
        byte[] prefix =
                ByteBuffer.allocate(PREFIX_BYTES + id.length)
                        .put(FORMAT)
                        .put((byte) id.length)
                        .put(id)
                        .array();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, current, nonce);
            cipher.updateAAD(prefix);
            cipher.updateAAD(associatedData);
            byte[] sealed = cipher.doFinal(plain);
            return ByteBuffer.allocate(prefix.length + nonce.length + sealed.length)
                    .put(prefix)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES-GCM does not work on this Java.", e);
        }
    }

    /**
     * What was sealed.
     *
     * @throws MasterKeyException when its master key is not among the keys
     * @throws CryptoException when it was changed, or sealed with other associated data
     */
    public byte[] open(byte[] sealed, byte[] associatedData) {
        String keyId = keyIdOf(sealed);
        MasterKey key = keys.find(keyId).orElseThrow(() -> missing(keys, keyId));
        int prefixLength = PREFIX_BYTES + keyId.length();
        int bodyOffset = prefixLength + NONCE_BYTES;
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, prefixLength, bodyOffset);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce);
            cipher.updateAAD(sealed, 0, prefixLength);
            cipher.updateAAD(associatedData);
            return cipher.doFinal(sealed, bodyOffset, sealed.length - bodyOffset);
        } catch (GeneralSecurityException e) {
            throw new CryptoException(
                    "A value sealed under " + keyId + " was changed or belongs elsewhere.", e);
        }
    }

    /** Whether the value is sealed under the key that new values get. */
    public boolean isCurrent(byte[] sealed) {
        return keyIdOf(sealed).equals(current.id());
    }

    /** The id of the key that new values get. */
    public String currentKeyId() {
        return current.id();
    }

    @Override
    public String toString() {
        return "Sealer[" + current.id() + "]";
    }

    private static String keyIdOf(byte[] sealed) {
        boolean whole =
                sealed.length > PREFIX_BYTES
                        && sealed[0] == FORMAT
                        && sealed[1] > 0
                        && sealed.length
                                >= PREFIX_BYTES + sealed[1] + NONCE_BYTES + TAG_BITS / Byte.SIZE;
        if (!whole) {
            throw new CryptoException("A sealed value is damaged or of an unknown format.");
        }
        return new String(sealed, PREFIX_BYTES, sealed[1], StandardCharsets.US_ASCII);
    }

    private static Cipher cipher(int mode, MasterKey key, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static MasterKeyException missing(MasterKeys keys, String keyId) {
        return new MasterKeyException(
                "The master key file "
                        + keys.file()
                        + " does not hold the key "
                        + keyId
                        + ": restore the file from its backup, or add that key to it.");
    }
}
