package dev.storeward.core.migration.manifest;

import dev.storeward.core.access.Caller;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
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
import java.util.Optional;

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

    private record Sealed(ManifestKey key, byte[] bytes) {}

    /** Every key, the one that signs first; for anybody with a key of this service. */
    public List<ManifestKey> list(Caller caller) {
        newest();
        return tx.forSystem()
                .statement(sql ->
                        sql.list(
                                "SELECT id, public_key, created_at FROM manifest_key"
                                        + " ORDER BY created_at DESC, id DESC LIMIT ?",
                                ManifestKeys::key,
                                MOST));
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
        return tx.forSystem().statement(ManifestKeys::newest).orElseGet(this::created);
    }

    private static Optional<Sealed> newest(Sql sql) {
        return sql.first(
                "SELECT id, sealed, public_key, created_at FROM manifest_key"
                        + " ORDER BY created_at DESC, id DESC LIMIT 1",
                row -> new Sealed(key(row), row.bytes("sealed")));
    }

    private Sealed created() {
        return tx.forSystem()
                .transaction(sql -> {
                    sql.update("LOCK TABLE manifest_key IN SHARE ROW EXCLUSIVE MODE");
                    return newest(sql)
                            .orElseGet(() -> {
                                insert(sql);
                                return newest(sql).orElseThrow();
                            });
                });
    }

    private void insert(Sql sql) {
        byte[] name = new byte[4];
        random.nextBytes(name);
        String id = HexFormat.of().formatHex(name);
        KeyPair pair = pair();
        byte[] secret = pair.getPrivate().getEncoded();
        sql.update(
                "INSERT INTO manifest_key (id, sealed, public_key, created_at) VALUES (?, ?, ?, sw_now())",
                id,
                sealer.seal(secret, purpose(id)),
                pair.getPublic().getEncoded());
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

    private static ManifestKey key(Row row) {
        return new ManifestKey(row.text("id"), row.bytes("public_key"), row.time("created_at"));
    }

    static byte[] purpose(String id) {
        return (PURPOSE + id).getBytes(StandardCharsets.UTF_8);
    }
}
