package dev.storeward.core.access.signing;

import dev.storeward.core.access.CallerCache;
import dev.storeward.core.access.KnownKey;
import dev.storeward.core.crypto.AssociatedData;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.store.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The secrets of keys that sign requests: sealed in the database, each bound to its key and user,
 * and found by access key id. Safe for use by several threads.
 */
public final class SigningKeys {
    private final Tx tx;
    private final Sealer sealer;
    private final CallerCache.Memory<String, SigningKey> known;

    public SigningKeys(Tx tx, CallerCache callers, Sealer sealer) {
        this.tx = tx;
        this.sealer = sealer;
        this.known = callers.memory(key -> key.known().validFor());
    }

    /**
     * The key that signs under an access key id; empty when it is unknown, expired or revoked, its
     * user disabled or its tenant deleted. Remembered as long as other keys are, and forgotten with
     * them.
     *
     * @throws dev.storeward.core.crypto.CryptoException when the secret was changed or moved here
     * @throws dev.storeward.core.crypto.MasterKeyException when this node lacks its master key
     */
    public Optional<SigningKey> find(String accessKeyId) {
        if (!AccessKeyIds.isOne(accessKeyId)) {
            return Optional.empty();
        }
        return known.get(accessKeyId, () -> lookUp(accessKeyId));
    }

    private Optional<SigningKey> lookUp(String accessKeyId) {
        return tx.forSystem()
                .statement(sql -> SigningKeyTable.usable(sql, accessKeyId))
                .map(found ->
                        new SigningKey(
                                accessKeyId, opened(found.sealed(), found.key()), found.key()));
    }

    private Secret opened(byte[] sealed, KnownKey key) {
        byte[] plain = sealer.open(sealed, AssociatedData.signingKey(key.key().id(), key.userId()));
        try {
            return Secret.of(new String(plain, StandardCharsets.US_ASCII));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Keeps the secret of a key that was just made, in the transaction that makes it. */
    public void keep(Sql sql, UUID keyId, UUID userId, Secret secret) {
        byte[] plain = secret.reveal().getBytes(StandardCharsets.US_ASCII);
        try {
            SigningKeyTable.insert(
                    sql, keyId, sealer.seal(plain, AssociatedData.signingKey(keyId, userId)));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** The secrets, for the work that seals them anew. */
    public static SealedRows sealedRows() {
        return new SealedSigningKeys();
    }
}
