package dev.storeward.core.link;

import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Tx;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys that sign links: sealed rows, named by {@code kid}, kept for 7 days after their
 * retirement, which is the longest life of a link. Safe for use by several threads.
 */
public final class LinkKeys {
    private static final int KEY_BYTES = 32;
    private static final String PURPOSE = "storeward/link-key/";

    private final Tx tx;
    private final Sealer sealer;
    private final SecureRandom random;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile List<LinkKey> known = List.of();

    public LinkKeys(Tx tx, Sealer sealer, SecureRandom random) {
        this.tx = tx;
        this.sealer = sealer;
        this.random = random;
    }

    /** The key that signs now; one is made when there is none. */
    LinkKey signing() {
        List<LinkKey> keys = known;
        if (keys.isEmpty()) {
            keys = load();
        }
        return keys.getFirst();
    }

    /** The key of this name, looked for in the database when this node does not know it yet. */
    Optional<LinkKey> byKid(String kid) {
        Optional<LinkKey> found = find(known, kid);
        return found.isPresent() ? found : find(load(), kid);
    }

    private static Optional<LinkKey> find(List<LinkKey> keys, String kid) {
        return keys.stream().filter(key -> key.kid().equals(kid)).findFirst();
    }

    /**
     * Reads the keys anew, so that what another node made or retired is known here; run every
     * minute.
     */
    public List<LinkKey> load() {
        loading.lock();
        try {
            List<LinkKey> keys = read();
            if (keys.isEmpty()) {
                create();
                keys = read();
            }
            known = keys;
            return keys;
        } finally {
            loading.unlock();
        }
    }

    /**
     * Makes a new key that signs from a minute hence, when every node knows it, and retires those
     * before it. Links that were signed live on until they expire.
     */
    public void rotate() {
        tx.forSystem()
                .run(sql -> {
                    sql.update("LOCK TABLE link_key IN SHARE ROW EXCLUSIVE MODE");
                    sql.update(
                            "UPDATE link_key SET retired_at = sw_now() + interval '1 minute' WHERE retired_at IS NULL");
                    insert(sql, "sw_now() + interval '1 minute'");
                    sql.update(
                            "DELETE FROM link_key WHERE retired_at < sw_now() - interval '7 days'");
                });
        load();
    }

    private void create() {
        tx.forSystem()
                .run(sql -> {
                    sql.update("LOCK TABLE link_key IN SHARE ROW EXCLUSIVE MODE");
                    boolean none =
                            sql.first("SELECT 1 FROM link_key LIMIT 1", row -> true).isEmpty();
                    if (none) {
                        insert(sql, "sw_now()");
                    }
                });
    }

    private void insert(dev.storeward.core.db.Sql sql, String notBefore) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        byte[] name = new byte[4];
        random.nextBytes(name);
        String kid = java.util.HexFormat.of().formatHex(name);
        sql.update(
                "INSERT INTO link_key (kid, sealed, not_before) VALUES (?, ?, " + notBefore + ")",
                kid,
                sealer.seal(key, purpose(kid)));
    }

    private List<LinkKey> read() {
        return tx.forSystem()
                .statement(sql ->
                        sql.list(
                                """
                                SELECT kid, sealed FROM link_key
                                WHERE retired_at IS NULL OR retired_at > sw_now() - interval '7 days'
                                ORDER BY (not_before <= sw_now()) DESC, not_before DESC LIMIT 100
                                """,
                                row ->
                                        new LinkKey(
                                                row.text("kid"),
                                                sealer.open(
                                                        row.bytes("sealed"),
                                                        purpose(row.text("kid"))))));
    }

    private static byte[] purpose(String kid) {
        return (PURPOSE + kid).getBytes(StandardCharsets.UTF_8);
    }
}
