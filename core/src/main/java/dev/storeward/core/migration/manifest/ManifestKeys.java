package dev.storeward.core.migration.manifest;

import dev.storeward.core.access.Caller;
import dev.storeward.core.crypto.SealedKeyTable;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.migration.manifest.ManifestKeyTable.Sealed;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The keys that sign manifests. The private half is sealed under the master key and opened only to
 * sign. The first key is made when it is asked for. Safe for use by several threads.
 */
public final class ManifestKeys {
    private static final String ALGORITHM = "Ed25519";
    private static final String PURPOSE = "storeward/manifest-key/";
    private static final int MOST = 100;

    private final Tx tx;
    private final Sealer sealer;
    private final SecureRandom random;

    public ManifestKeys(Tx tx, Sealer sealer, SecureRandom random) {
        this.tx = tx;
        this.sealer = sealer;
        this.random = random;
    }

    /** A signature and the key that proves it. */
    record Signed(ManifestKey key, byte[] signature) {}

    /** Every key, the one that signs first; for anybody with a key of this service. */
    public List<ManifestKey> list(Caller caller) {
        newest();
        return tx.forSystem().statement(sql -> ManifestKeyTable.list(sql, MOST));
    }

    Signed sign(byte[] message) {
        Sealed newest = newest();
        byte[] encoded = sealer.open(newest.bytes(), purpose(newest.key().id()));
        try {
            PrivateKey key =
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key, random);
            signature.update(message);
            return new Signed(newest.key(), signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private Sealed newest() {
        return tx.forSystem().statement(ManifestKeyTable::newest).orElseGet(this::created);
    }

    private Sealed created() {
        return tx.forSystem()
                .transaction(sql -> {
                    ManifestKeyTable.lock(sql);
                    return ManifestKeyTable.newest(sql)
                            .orElseGet(() -> {
                                insert(sql);
                                return ManifestKeyTable.newest(sql).orElseThrow();
                            });
                });
    }

    private void insert(Sql sql) {
        byte[] name = new byte[4];
        random.nextBytes(name);
        String id = HexFormat.of().formatHex(name);
        KeyPair pair = pair();
        byte[] secret = pair.getPrivate().getEncoded();
        ManifestKeyTable.insert(
                sql, id, sealer.seal(secret, purpose(id)), pair.getPublic().getEncoded());
        Arrays.fill(secret, (byte) 0);
    }

    private KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** The keys as they are kept, for the work that seals them anew. */
    public static SealedRows sealedRows() {
        return new SealedKeyTable("manifest_key", "id", ManifestKeys::purpose);
    }

    private static byte[] purpose(String id) {
        return (PURPOSE + id).getBytes(StandardCharsets.UTF_8);
    }
}
