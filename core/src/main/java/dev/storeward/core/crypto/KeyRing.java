package dev.storeward.core.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.storeward.core.crypto.TenantKeyTable.Address;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys of all tenants: sealed in the database, opened when they are needed, and kept open in
 * memory for a while. A tenant's first key is made at its first use, once, whichever node asks.
 * Must not be called inside a unit of database work. Safe for use by several threads.
 */
public final class KeyRing {
    private static final int OPEN_KEYS = 10_000;
    private static final Duration KEEP_OPEN = Duration.ofHours(1);

    // How long a node may go on writing with a key after another node has added a newer one.
    private static final Duration KEEP_NEWEST = Duration.ofSeconds(10);

    private final Tx tx;
    private final Sealer sealer;
    private final SecureRandom random;
    private final Cache<Address, ContentKey> open =
            Caffeine.newBuilder().maximumSize(OPEN_KEYS).expireAfterAccess(KEEP_OPEN).build();
    private final Cache<UUID, String> newest =
            Caffeine.newBuilder().maximumSize(OPEN_KEYS).expireAfterWrite(KEEP_NEWEST).build();

    public KeyRing(Tx tx, Sealer sealer, SecureRandom random) {
        this.tx = tx;
        this.sealer = sealer;
        this.random = random;
    }

    /** A cipher with the tenant's newest key, for a content that is written now. */
    public ContentCipher forWriting(UUID tenantId, UUID contentId) {
        String keyId = newest.get(tenantId, this::newestKeyId);
        return forReading(tenantId, contentId, keyId);
    }

    /**
     * A cipher with the key that a content was written with.
     *
     * @throws CryptoException when the tenant has no such key, or its seal is broken
     */
    public ContentCipher forReading(UUID tenantId, UUID contentId, String keyId) {
        ContentKey key = open.get(new Address(tenantId, keyId), this::load);
        return new ContentCipher(key, tenantId, contentId, random);
    }

    /**
     * Adds a key that new contents of the tenant are written with: here at once, on other nodes
     * within 10 s. Older keys stay for reading.
     *
     * @return the new key's id
     */
    public String addKey(UUID tenantId) {
        String keyId = tx.forTenant(tenantId).transaction(sql -> insert(sql, tenantId));
        newest.put(tenantId, keyId);
        return keyId;
    }

    @Override
    public String toString() {
        return "KeyRing[" + open.estimatedSize() + " open]";
    }

    private String newestKeyId(UUID tenantId) {
        Optional<String> existing =
                tx.forTenant(tenantId).statement(sql -> TenantKeyTable.newest(sql, tenantId));
        return existing.orElseGet(() -> createFirst(tenantId));
    }

    private String createFirst(UUID tenantId) {
        return tx.forTenant(tenantId)
                .transaction(sql -> {
                    TenantKeyTable.lock(sql, tenantId);
                    return TenantKeyTable.newest(sql, tenantId)
                            .orElseGet(() -> insert(sql, tenantId));
                });
    }

    private String insert(Sql sql, UUID tenantId) {
        byte[] name = new byte[8];
        random.nextBytes(name);
        String keyId = "tk_" + HexFormat.of().formatHex(name);
        byte[] bytes = new byte[ContentKey.BYTES];
        random.nextBytes(bytes);
        try {
            TenantKeyTable.insert(
                    sql,
                    new Address(tenantId, keyId),
                    sealer.seal(bytes, AssociatedData.tenantKey(tenantId, keyId)));
            return keyId;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private ContentKey load(Address key) {
        byte[] sealed =
                tx.forTenant(key.tenantId())
                        .statement(sql -> TenantKeyTable.sealed(sql, key))
                        .orElseThrow(() ->
                                new CryptoException(
                                        "The tenant "
                                                + key.tenantId()
                                                + " has no key "
                                                + key.keyId()
                                                + "."));
        byte[] bytes = sealer.open(sealed, AssociatedData.tenantKey(key.tenantId(), key.keyId()));
        try {
            return ContentKey.of(key.keyId(), bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
