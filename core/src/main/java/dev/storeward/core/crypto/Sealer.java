package dev.storeward.core.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals small secrets under a master key with AES-256-GCM. A sealed value names the key it needs:
 * format byte, length of the key's id, the id, a nonce of 12 bytes, ciphertext and tag.
 *
 * <p>New keys are taken up from their file while it runs; one that was there stays known until the
 * process ends, even when it leaves the file. Safe for use by several threads.
 */
public final class Sealer {
    private static final byte FORMAT = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int PREFIX_BYTES = 2;

    private final Path file;
    private final SecureRandom random;
    private final AtomicReference<Held> held;

    /**
     * What is known at a moment.
     *
     * @param inFile the keys as the file had them when it was read last
     * @param known these, and those that were in it before
     * @param current the key that new values are sealed under
     */
    private record Held(MasterKeys inFile, Map<String, MasterKey> known, MasterKey current) {
        private Held {
            known = Map.copyOf(known);
        }

        Held with(MasterKeys file) {
            Map<String, MasterKey> more = new HashMap<>(known);
            for (MasterKey key : file.all()) {
                MasterKey before = more.putIfAbsent(key.id(), key);
                if (before != null && !before.isSameAs(key)) {
                    throw new MasterKeyException(
                            "The master key file "
                                    + file.file()
                                    + " holds other bytes than before under "
                                    + key.id()
                                    + ": restore the file from its backup.");
                }
            }
            return new Held(file, more, current);
        }
    }

    /**
     * @param currentKeyId the key that new values are sealed under; older values open with theirs
     * @throws MasterKeyException when the keys do not hold it
     */
    public Sealer(MasterKeys keys, String currentKeyId, SecureRandom random) {
        MasterKey current =
                keys.find(currentKeyId).orElseThrow(() -> missing(keys.file(), currentKeyId));
        this.file = keys.file();
        this.random = random;
        this.held = new AtomicReference<>(new Held(keys, Map.of(), current).with(keys));
    }

    /**
     * Reads the key file again.
     *
     * @return the keys in it
     * @throws MasterKeyException when it cannot be read or is damaged; what was known stays known
     */
    public MasterKeys reread() {
        MasterKeys read = MasterKeys.load(file);
        held.updateAndGet(now -> now.with(read));
        return read;
    }

    /** The keys in the file when it was read last. */
    public MasterKeys keys() {
        return held.get().inFile();
    }

    /**
     * Seals under this key from now on.
     *
     * @throws MasterKeyException when the file does not hold it
     */
    public void use(String keyId) {
        MasterKey key = key(keyId);
        held.updateAndGet(now -> new Held(now.inFile(), now.known(), key));
    }

    /** The plain bytes, readable only with the master key and the same associated data. */
    public byte[] seal(byte[] plain, byte[] associatedData) {
        return seal(held.get().current(), plain, associatedData);
    }

    /** As {@link #seal(byte[], byte[])} under a key that may not be the current one. */
    byte[] sealUnder(String keyId, byte[] plain, byte[] associatedData) {
        return seal(key(keyId), plain, associatedData);
    }

    private byte[] seal(MasterKey key, byte[] plain, byte[] associatedData) {
        byte[] id = key.id().getBytes(StandardCharsets.US_ASCII);
        byte[] prefix =
                ByteBuffer.allocate(PREFIX_BYTES + id.length)
                        .put(FORMAT)
                        .put((byte) id.length)
                        .put(id)
                        .array();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce);
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
     * What was sealed. A key this node does not know is looked for in the file once more.
     *
     * @throws MasterKeyException when its master key is not among the keys
     * @throws CryptoException when it was changed, or sealed with other associated data
     */
    public byte[] open(byte[] sealed, byte[] associatedData) {
        String keyId = keyIdOf(sealed);
        MasterKey key = key(keyId);
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
        return keyIdOf(sealed).equals(currentKeyId());
    }

    /** The id of the key that new values get. */
    public String currentKeyId() {
        return held.get().current().id();
    }

    @Override
    public String toString() {
        return "Sealer[" + currentKeyId() + "]";
    }

    private MasterKey key(String keyId) {
        MasterKey key = held.get().known().get(keyId);
        return key != null ? key : reread().find(keyId).orElseThrow(() -> missing(file, keyId));
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

    private static MasterKeyException missing(Path file, String keyId) {
        return new MasterKeyException(
                "The master key file "
                        + file
                        + " does not hold the key "
                        + keyId
                        + ": restore the file from its backup, or add that key to it.");
    }
}
