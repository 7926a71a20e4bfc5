package dev.storeward.core.link;

import dev.storeward.core.crypto.SealedKeyTable;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.link.LinkKeyTable.Sealed;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys that sign links: sealed rows, named by {@code kid}. A key signs from its {@code
 * not_before} until the next one's, and proves links for longer than any can live after that. Each
 * node reads them anew every minute. Safe for use by several threads.
 */
public final class LinkKeys {
    private static final int KEY_BYTES = 32;
    private static final String PURPOSE = "storeward/link-key/";

    /** How long this node trusts what it read. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** The shortest pause between two readings for names nobody knows. */
    private static final Duration UNKNOWN_PAUSE = Duration.ofSeconds(1);

    private final Tx tx;
    private final Sealer sealer;
    private final SecureRandom random;
    private final InstantSource clock;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile Known known = new Known(List.of(), Duration.ZERO, Instant.EPOCH);

    /**
     * What this node read.
     *
     * @param keys the one that signs last first
     * @param ahead how far the database's clock is ahead of this node's
     */
    private record Known(List<LinkKey> keys, Duration ahead, Instant readAt) {

        Optional<LinkKey> find(String kid) {
            return keys.stream().filter(key -> key.kid().equals(kid)).findFirst();
        }

        /** The newest key whose time has come; the oldest while none's has. */
        LinkKey signing(Instant nodeTime) {
            Instant now = nodeTime.plus(ahead);
            return keys.stream()
                    .filter(key -> !key.notBefore().isAfter(now))
                    .findFirst()
                    .orElseGet(keys::getLast);
        }
    }

    public LinkKeys(Tx tx, Sealer sealer, SecureRandom random, InstantSource clock) {
        this.tx = tx;
        this.sealer = sealer;
        this.random = random;
        this.clock = clock;
    }

    /** The key that signs now; one is made when there is none. */
    LinkKey signing() {
        return noOlderThan(FRESH).signing(clock.instant());
    }

    /**
     * The key of this name. One this node does not know is looked for in the database, at most once
     * a second whoever asks: anybody may send any name.
     */
    Optional<LinkKey> byKid(String kid) {
        Optional<LinkKey> found = noOlderThan(FRESH).find(kid);
        return found.isPresent() ? found : noOlderThan(UNKNOWN_PAUSE).find(kid);
    }

    private Known noOlderThan(Duration age) {
        Known seen = known;
        if (isFresh(seen, age)) {
            return seen;
        }
        if (seen.keys().isEmpty()) {
            loading.lock();
        } else if (!loading.tryLock()) {
            // Somebody is reading: what is known serves, and nobody queues while the database is
            // away.
            return seen;
        }
        try {
            if (!isFresh(known, age)) {
                load();
            }
            return known;
        } finally {
            loading.unlock();
        }
    }

    private boolean isFresh(Known seen, Duration age) {
        return !seen.keys().isEmpty()
                && Duration.between(seen.readAt(), clock.instant()).compareTo(age) < 0;
    }

    private void load() {
        List<Sealed> rows = read();
        if (rows.isEmpty()) {
            create();
            rows = read();
        }
        Known before = known;
        Instant now = clock.instant();
        known =
                new Known(
                        rows.stream()
                                .map(row -> before.find(row.kid()).orElseGet(() -> opened(row)))
                                .sorted(Comparator.comparing(LinkKey::notBefore).reversed())
                                .toList(),
                        Duration.between(now, rows.getFirst().databaseTime()),
                        now);
    }

    private LinkKey opened(Sealed row) {
        return new LinkKey(
                row.kid(), sealer.open(row.bytes(), purpose(row.kid())), row.notBefore());
    }

    /**
     * Makes a new key that signs when every node knows it; the one before it signs until then.
     * Links that were signed live on until they expire.
     */
    public void rotate() {
        tx.forSystem()
                .run(sql -> {
                    LinkKeyTable.lock(sql);
                    LinkKeyTable.retire(sql);
                    insert(sql, LinkKeyTable.From.LATER);
                    LinkKeyTable.forgetRetired(sql);
                });
    }

    private void create() {
        tx.forSystem()
                .run(sql -> {
                    LinkKeyTable.lock(sql);
                    if (LinkKeyTable.isEmpty(sql)) {
                        insert(sql, LinkKeyTable.From.NOW);
                    }
                });
    }

    private void insert(Sql sql, LinkKeyTable.From from) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        byte[] name = new byte[4];
        random.nextBytes(name);
        String kid = HexFormat.of().formatHex(name);
        LinkKeyTable.insert(sql, kid, sealer.seal(key, purpose(kid)), from);
    }

    private List<Sealed> read() {
        return tx.forSystem().statement(LinkKeyTable::inUse);
    }

    /** The keys as they are kept, for the work that seals them anew. */
    public static SealedRows sealedRows() {
        return new SealedKeyTable("link_key", "kid", LinkKeys::purpose);
    }

    private static byte[] purpose(String kid) {
        return (PURPOSE + kid).getBytes(StandardCharsets.UTF_8);
    }
}
