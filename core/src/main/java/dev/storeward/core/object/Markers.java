package dev.storeward.core.object;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.storeward.core.db.Tx;
import dev.storeward.core.object.MarkerTable.Standing;
import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The marker {@code .storeward/<installation>} says whose objects lie in a location, and in it
 * which run of the cluster purges them. Nothing is deleted where another installation's marker
 * lies, or where another run of this one purges, as after a machine was copied: that location is
 * frozen. Safe for use by several threads.
 */
public final class Markers {
    private static final Logger LOG = LoggerFactory.getLogger(Markers.class);
    private static final String FOLDER = ".storeward/";

    /** How long another run's marker must stay unchanged before this one takes it over. */
    static final Duration SILENCE = Duration.ofMinutes(10);

    /** Other names in the folder, such as those of probe objects, say nothing. */
    private static final Pattern MARKER =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Tx tx;
    private final InstantSource clock;

    /** Of which installation a location was proven to be, so that it is listed once an hour. */
    private final Cache<UUID, UUID> proven =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofHours(1)).maximumSize(10_000).build();

    public Markers(Tx tx, InstantSource clock) {
        this.tx = tx;
        this.clock = clock;
    }

    /** Whether this may be a copy: then nothing is removed anywhere, and no write taken back. */
    boolean holdBack() {
        return tx.forSystem().statement(MarkerTable::undecided);
    }

    /** Whether a location belongs to the installation that this one is a copy of. */
    boolean isLeft(UUID locationId) {
        return tx.forSystem().statement(sql -> MarkerTable.isLeft(sql, locationId));
    }

    /**
     * Asked before each batch of purges. Makes requests.
     *
     * @throws StoreException {@code FORBIDDEN} when another installation's or run's marker lies in
     *     the location, it may not be listed, or this may be a copy
     */
    void requireOurs(UUID locationId, ObjectStore store) {
        Standing standing = standing(locationId);
        requireNoOtherInstallation(standing, locationId, store);
        Optional<RunMark> mark = read(store, key(standing));
        if (mark.isPresent() && mark.get().run().equals(standing.run())) {
            thaw(standing, locationId);
            return;
        }
        boolean another = mark.isPresent();
        takeOver(standing, locationId, store, mark);
        if (another) {
            // Another run that does the same at this moment is seen by the next look.
            throw held(
                    "The location was taken over from a run that was silent; it is purged from the next round on.");
        }
    }

    /**
     * Tells other runs that this one lives, in a location it purges or may purge. Makes requests.
     *
     * @throws StoreException as {@link #requireOurs}
     */
    void renew(UUID locationId, ObjectStore store) {
        Standing standing = standing(locationId);
        requireNoOtherInstallation(standing, locationId, store);
        takeOver(standing, locationId, store, read(store, key(standing)));
    }

    private Standing standing(UUID locationId) {
        Standing standing =
                tx.forSystem()
                        .statement(sql -> MarkerTable.standing(sql, locationId))
                        .orElseThrow(() -> held("The database knows no installation."));
        if (standing.undecided()) {
            throw held(
                    "This may be a copy of the installation. Nothing is deleted until an operator decides: storeward"
                            + " ctl installation show.");
        }
        if (standing.leftTo() != null) {
            throw held(
                    "The location belongs to the installation "
                            + standing.leftTo()
                            + ", of which this one is a copy. Nothing is deleted there.");
        }
        if (standing.run() == null) {
            throw held("The installation has no run of its cluster yet.");
        }
        return standing;
    }

    private void requireNoOtherInstallation(Standing standing, UUID locationId, ObjectStore store) {
        if (standing.installation().equals(proven.getIfPresent(locationId))) {
            return;
        }
        for (ObjectInfo found : listed(store)) {
            String name = found.key().value().substring(FOLDER.length());
            if (MARKER.matcher(name).matches()
                    && !name.equals(standing.installation().toString())) {
                throw held(
                        "The location belongs to another installation of Storeward, which left the marker "
                                + found.key()
                                + ". Nothing is deleted there until that marker is removed.");
            }
        }
        proven.put(locationId, standing.installation());
    }

    /** Writes our mark where there is none of another run, or one that was silent for long. */
    private void takeOver(
            Standing standing, UUID locationId, ObjectStore store, Optional<RunMark> mark) {
        Instant now = clock.instant();
        mark.filter(found -> !found.run().equals(standing.run()))
                .ifPresent(other -> requireSilent(standing, locationId, other, now));
        store.put(
                key(standing),
                Content.of(RunMark.now(run(standing), now).text().getBytes(StandardCharsets.UTF_8)),
                PutOptions.defaults());
        thaw(standing, locationId);
    }

    private void requireSilent(Standing standing, UUID locationId, RunMark other, Instant now) {
        Instant since = other.text().equals(standing.seen()) ? standing.seenAt() : null;
        if (since == null) {
            tx.forSystem()
                    .run(sql ->
                            MarkerTable.freeze(sql, locationId, other.run(), other.text(), now));
        } else if (!now.isBefore(since.plus(SILENCE))) {
            LOG.info(
                    "The run {} has been silent at {} for {} minutes: this one purges there now",
                    other.run(),
                    locationId,
                    SILENCE.toMinutes());
            return;
        }
        if (!other.run().equals(standing.frozenBy())) {
            LOG.warn(
                    "Another run of this installation, {}, purges at {}: nothing is deleted there by this one until"
                            + " that run is silent for {} minutes",
                    other.run(),
                    locationId,
                    SILENCE.toMinutes());
        }
        throw held(
                "Another run of this installation purges here: "
                        + other.run()
                        + ". This one is "
                        + standing.run()
                        + " and deletes nothing until that one is silent for ten minutes. When one of the two is a"
                        + " copy, say so there: storeward ctl installation release --copy.");
    }

    private void thaw(Standing standing, UUID locationId) {
        if (standing.frozenBy() != null) {
            tx.forSystem().run(sql -> MarkerTable.thaw(sql, locationId));
        }
    }

    private static UUID run(Standing standing) {
        UUID run = standing.run();
        if (run == null) {
            throw new IllegalStateException("a standing that passed has a run");
        }
        return run;
    }

    private static ObjectKey key(Standing standing) {
        return new ObjectKey(FOLDER + standing.installation());
    }

    /** Empty without a marker, and for one that names no run, as earlier versions wrote it. */
    private static Optional<RunMark> read(ObjectStore store, ObjectKey key) {
        try (ObjectBody body = store.get(key, ByteRange.all())) {
            byte[] text = body.stream().readNBytes(RunMark.MOST_BYTES);
            return text.length == 0
                    ? Optional.empty()
                    : Optional.of(RunMark.parse(new String(text, StandardCharsets.UTF_8)));
        } catch (StoreException e) {
            if (e.code() == StoreException.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Code.UNREACHABLE, "The location's marker could not be read.", e);
        }
    }

    private static List<ObjectInfo> listed(ObjectStore store) {
        try {
            return store.list(new ListRequest(FOLDER, "", 100)).objects();
        } catch (StoreException e) {
            if (e.code() != StoreException.Code.FORBIDDEN) {
                throw e;
            }
            throw new StoreException(
                    e.code(),
                    "Nothing is deleted here while the credential may not list what lies under "
                            + FOLDER
                            + " (s3:ListBucket on S3): it may be another installation's place. "
                            + e.getMessage(),
                    e);
        }
    }

    private static StoreException held(String why) {
        return new StoreException(StoreException.Code.FORBIDDEN, why);
    }
}
