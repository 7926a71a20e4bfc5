package dev.storeward.core.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.storeward.core.crypto.SealedKeyTable;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.store.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Keys that somebody chose, which may be guessed: kept as a slow hash, with two bytes of their
 * SHA-256 sealed beside it. Of the keys that are presented only one in 65,536 that is wrong costs a
 * slow hash, so guesses buy no time of this node; whoever has the database without the master key
 * has the slow hash alone. What was proven is remembered in memory. Safe for use by several
 * threads.
 */
public final class ChosenKeys {
    /** What OWASP asks of PBKDF2 with SHA-512. */
    public static final int ROUNDS = 210_000;

    private static final String SLOW = "PBKDF2WithHmacSHA512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final int TELLING_BYTES = 2;
    private static final int REMEMBERED = 1_000;
    private static final Pattern GENERATED = Pattern.compile("sw_[0-9A-Za-z]{43}");

    private final Sealer sealer;
    private final SecureRandom random;
    private final int rounds;
    private final Cache<ByteBuffer, ByteBuffer> proven =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    public ChosenKeys(Sealer sealer, SecureRandom random, int rounds) {
        this.sealer = sealer;
        this.random = random;
        this.rounds = rounds;
    }

    /** Whether a key has the form of those that are made here, by chance alone. */
    static boolean isGenerated(String key) {
        return GENERATED.matcher(key).matches();
    }

    /** What is to be kept of a key. */
    public ChosenKey kept(UUID keyId, Secret key) {
        return kept(keyId, key.reveal());
    }

    ChosenKey kept(UUID keyId, String key) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = slow(key, salt, rounds);
        byte[] sha256 = KeyHash.of(key).sha256();
        proven.put(ByteBuffer.wrap(sha256), ByteBuffer.wrap(hash));
        return new ChosenKey(
                keyId,
                salt,
                rounds,
                hash,
                sealer.seal(Arrays.copyOf(sha256, TELLING_BYTES), purpose(keyId.toString())));
    }

    /** Whether a key is the one of which this was kept. */
    public boolean proves(Secret key, ChosenKey kept) {
        return proves(key.reveal(), kept);
    }

    boolean proves(String key, ChosenKey kept) {
        byte[] sha256 = KeyHash.of(key).sha256();
        byte[] telling = sealer.open(kept.sealed(), purpose(kept.keyId().toString()));
        if (!MessageDigest.isEqual(telling, Arrays.copyOf(sha256, TELLING_BYTES))) {
            return false;
        }
        ByteBuffer known = proven.getIfPresent(ByteBuffer.wrap(sha256));
        if (known != null && MessageDigest.isEqual(known.array(), kept.hash())) {
            return true;
        }
        if (!MessageDigest.isEqual(slow(key, kept.salt(), kept.rounds()), kept.hash())) {
            return false;
        }
        proven.put(ByteBuffer.wrap(sha256), ByteBuffer.wrap(kept.hash()));
        return true;
    }

    private static byte[] slow(String key, byte[] salt, int rounds) {
        PBEKeySpec spec = new PBEKeySpec(key.toCharArray(), salt, rounds, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance(SLOW).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + SLOW, e);
        } finally {
            spec.clearPassword();
        }
    }

    /** What is sealed of them, for the work that seals it anew. */
    public static SealedRows sealedRows() {
        return new SealedKeyTable("api_key", "sealed_name", ChosenKeys::purpose);
    }

    private static byte[] purpose(String keyId) {
        return ("storeward/chosen-key/" + keyId).getBytes(StandardCharsets.UTF_8);
    }
}
