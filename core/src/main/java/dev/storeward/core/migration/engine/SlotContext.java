package dev.storeward.core.migration.engine;

import dev.storeward.core.content.Pieces;
import dev.storeward.core.content.PiecesTable;
import dev.storeward.core.content.StoredDigest;
import dev.storeward.core.migration.share.MeteredStream;
import dev.storeward.core.migration.share.PlaceBreakers;
import dev.storeward.core.migration.share.Throttle;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the files that a slot moves share: the limits, the signal to stop, and what was learned of
 * the places. Safe for use by several threads.
 */
final class SlotContext {
    private static final Logger LOG = LoggerFactory.getLogger(SlotContext.class);
    private static final int TRIES = 6;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration RENEWAL = Duration.ofMinutes(5);

    /** So long a copy may wait for its turn before its lease is renewed. */
    private static final Duration LONG_WAIT = Duration.ofMinutes(15);

    private final Engine engine;
    private final OpenStores stores;
    private final Throttle source;
    private final Throttle target;
    private final Set<UUID> notInside = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();
    private volatile MigrationSnapshot snapshot;
    private volatile boolean stopped;

    /** One call to a place. */
    interface Call<T> {
        T run() throws IOException;
    }

    /** What a file met at a place that fails. */
    record Fault(UUID tenantId, Outcome.Reason reason, String message) {}

    SlotContext(Engine engine, MigrationSnapshot snapshot) {
        this.engine = engine;
        this.snapshot = snapshot;
        this.stores = new OpenStores(engine.tx(), engine.stores());
        this.source = new Throttle(share(snapshot));
        this.target = new Throttle(share(snapshot));
    }

    MigrationSnapshot snapshot() {
        return snapshot;
    }

    OpenStores stores() {
        return stores;
    }

    /** Takes over what was changed meanwhile. */
    void refresh(MigrationSnapshot now) {
        snapshot = now;
        source.limit(share(now));
        target.limit(share(now));
    }

    /** What of the migration's bandwidth is this slot's. */
    private static @Nullable Long share(MigrationSnapshot snapshot) {
        Long limit = snapshot.limits().bandwidth();
        return limit == null ? null : Math.max(1, limit / busy(snapshot));
    }

    /** At the beginning all are. */
    private static int busy(MigrationSnapshot snapshot) {
        return snapshot.busySlots() == 0
                ? Math.min(snapshot.slots(), snapshot.limits().concurrency())
                : snapshot.busySlots();
    }

    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    /** Bytes moved so far. */
    long bytes() {
        return bytes.get();
    }

    void moved(long more) {
        bytes.addAndGet(more);
    }

    boolean copiesInside(UUID location) {
        return !notInside.contains(location);
    }

    void neverInside(UUID location) {
        notInside.add(location);
    }

    /** What a file that was moved, or was not, tells of its places. */
    void learn(Task.Ready ready, Outcome outcome) {
        PlaceBreakers<Fault> breakers = engine.breakers();
        switch (outcome) {
            case Outcome.Verified v -> {
                breakers.answered(v.toLocation());
                if (v.token() != null) {
                    breakers.answered(ready.from().location());
                }
            }
            case Outcome.Failed f when f.most() > 0 ->
                    breakers.failed(
                            f.place(),
                            new Fault(snapshot.tenantId(), f.reason(), f.message()),
                            f.most());
            case Outcome.Failed f when f.ofFile() -> breakers.answered(f.place());
            case Outcome.Failed _, Outcome.Skipped _, Outcome.Left _ -> {}
        }
        release(ready);
    }

    /** A file that is a probe of its places is none any more. */
    void release(Task.Ready ready) {
        UUID file = ready.task().fileId();
        engine.breakers().release(ready.from().location(), file);
        engine.breakers().release(snapshot.targetLocation(), file);
    }

    void unexpected(UUID fileId, RuntimeException e) {
        LOG.warn("The file {} could not be moved", fileId, e);
    }

    /** What the stored bytes of an object are known by; asks the database for pieces only. */
    StoredDigest digestOf(Task.Stored stored) {
        if (stored.format() != Pieces.FORMAT) {
            return StoredDigest.ofStream(stored.sha256());
        }
        UUID tenantId = snapshot.tenantId();
        Pieces pieces =
                engine.tx()
                        .forTenant(tenantId)
                        .statement(sql -> PiecesTable.of(sql, tenantId, stored.objectId()))
                        .orElseThrow(SourceObject::lost);
        return new StoredDigest(stored.sha256(), pieces.storedSizes());
    }

    /** What a read-back compares anyway need not be hashed on its way there. */
    MeteredStream unhashed(InputStream stream, ObjectIntent copy) {
        return fromSource(stream, copy, null);
    }

    MeteredStream fromSource(
            InputStream stream, @Nullable ObjectIntent copy, @Nullable MessageDigest digest) {
        long[] renewed = {engine.settings().clock().millis()};
        return new MeteredStream(
                stream,
                digest,
                engine.settings().clock(),
                count -> {
                    bytes.addAndGet(count);
                    require(engine.pass(snapshot.id(), count, this::stopped));
                    pass(source, count, copy, renewed);
                });
    }

    MeteredStream fromTarget(
            InputStream stream, @Nullable ObjectIntent copy, MessageDigest digest) {
        long[] renewed = {engine.settings().clock().millis()};
        return new MeteredStream(
                stream,
                digest,
                engine.settings().clock(),
                count -> pass(target, count, copy, renewed));
    }

    private void pass(Throttle throttle, int count, @Nullable ObjectIntent copy, long[] renewed)
            throws IOException, InterruptedException {
        require(!stopped && throttle.take(count, this::stopped));
        long now = engine.settings().clock().millis();
        if (copy != null && now - renewed[0] >= RENEWAL.toMillis()) {
            boolean ours =
                    engine.tx()
                            .forTenant(copy.tenantId())
                            .statement(sql -> CopyTable.renew(sql, copy));
            if (!ours) {
                throw new StoppedException();
            }
            renewed[0] = now;
        }
    }

    /**
     * Renews the lease of a copy that has waited long for its turn.
     *
     * @throws StoppedException when it was given up meanwhile
     */
    void requireLease(Task.Ready ready) throws StoppedException {
        ObjectIntent copy = ready.copy();
        long waited = engine.settings().clock().millis() - ready.begunAt();
        if (copy != null && waited > LONG_WAIT.toMillis()) {
            require(
                    engine.tx()
                            .forTenant(copy.tenantId())
                            .statement(sql -> CopyTable.renew(sql, copy)));
        }
    }

    private static void require(boolean goOn) throws StoppedException {
        if (!goOn) {
            throw new StoppedException();
        }
    }

    /**
     * Makes a call, again after a pause where the place says that this may help.
     *
     * @throws StoppedException when the work stops meanwhile
     */
    <T> T trying(Call<T> call) throws IOException {
        Duration pause = engine.settings().firstPause();
        for (int attempt = 1; ; attempt++) {
            if (stopped) {
                throw new StoppedException();
            }
            try {
                return call.run();
            } catch (StoppedException | MeteredStream.TooSlowException e) {
                throw e;
            } catch (StoreException e) {
                // What was silent once would cost as long again: its file waits instead.
                boolean again =
                        (e.code().retryable() && e.reason() != StoreException.Reason.SILENT)
                                || e.code() == StoreException.Code.CORRUPT;
                if (attempt == TRIES || !again) {
                    throw e;
                }
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw e;
                }
            }
            engine.pause(pause);
            pause = pause.multipliedBy(2);
            if (pause.compareTo(LONGEST_PAUSE) > 0) {
                pause = LONGEST_PAUSE;
            }
        }
    }
}
