package dev.storeward.core.migration.manifest;

import dev.storeward.core.MigrationId;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.db.Tx;
import dev.storeward.core.migration.manifest.ManifestTable.Line;
import dev.storeward.core.migration.manifest.ManifestTable.Moved;
import dev.storeward.core.migration.manifest.ManifestTable.Tally;
import dev.storeward.core.migration.manifest.ManifestTable.Way;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Manifests of migrations that have ended: what was moved, from where, to where, and the digest
 * under which it was verified, signed. Safe for use by several threads.
 */
public final class Manifests {
    private static final int BATCH = 1_000;
    private static final int TALLIED = 10_000;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Tx tx;
    private final ManifestKeys keys;

    public Manifests(Tx tx, ManifestKeys keys) {
        this.tx = tx;
        this.keys = keys;
    }

    /** A manifest that can be written. */
    public final class Manifest {
        private final Moved moved;

        private Manifest(Moved moved) {
            this.moved = moved;
        }

        /** The name of a file to keep it in. */
        public String fileName() {
            return MigrationId.of(moved.id()) + ".manifest.jsonl";
        }

        /**
         * Writes all lines. No database connection is held while the stream waits, and no more than
         * {@value #BATCH} files are in memory.
         *
         * @throws IllegalStateException when the migration went on while it was written; what was
         *     written lacks its signature then
         */
        public void writeTo(OutputStream out) throws IOException {
            if (moved.parts() > 0) {
                ManifestArchive.write(tx, moved, out);
            } else {
                write(moved, out);
            }
        }
    }

    /** Writes a manifest from the rows of items. */
    void write(Moved moved, OutputStream out) throws IOException {
        MessageDigest sha256 = Sha256.begin();
        put(out, sha256, header(moved));
        UUID after = BEFORE_ALL;
        while (true) {
            UUID from = after;
            List<Line> lines =
                    tx.forTenant(moved.tenantId())
                            .statement(sql -> ManifestTable.lines(sql, moved, from, BATCH));
            for (Line line : lines) {
                put(out, sha256, ManifestLines.file(line));
            }
            if (lines.size() < BATCH) {
                break;
            }
            after = lines.getLast().fileId();
        }
        requireUnchanged(moved);
        byte[] digest = sha256.digest();
        out.write(ManifestLines.signature(digest, keys.sign(ManifestLines.message(digest))));
    }

    /** Counted by the page, as there may be millions. */
    private byte[] header(Moved moved) {
        List<Way> ways = new ArrayList<>();
        List<Tally> page = tally(moved, BEFORE_ALL);
        while (!page.isEmpty()) {
            page.forEach(tally -> ways.add(tally.way()));
            page = tally(moved, page.getFirst().last());
        }
        List<UUID> places =
                ways.stream().flatMap(way -> Stream.of(way.from(), way.to())).distinct().toList();
        List<ManifestTable.Place> described =
                tx.forTenant(moved.tenantId()).statement(sql -> ManifestTable.places(sql, places));
        return ManifestLines.header(moved, ways, described);
    }

    private List<Tally> tally(Moved moved, UUID after) {
        return tx.forTenant(moved.tenantId())
                .statement(sql -> ManifestTable.tally(sql, moved, after, TALLIED));
    }

    private void requireUnchanged(Moved moved) {
        boolean same =
                tx.forTenant(moved.tenantId())
                        .statement(sql -> ManifestTable.find(sql, moved.id()))
                        .filter(moved::equals)
                        .isPresent();
        if (!same) {
            throw new IllegalStateException(
                    "the migration " + moved.id() + " went on while its manifest was written");
        }
    }

    private static void put(OutputStream out, MessageDigest sha256, byte[] line)
            throws IOException {
        sha256.update(line);
        out.write(line);
    }

    /**
     * The manifest of a migration.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}; {@code Forbidden}; {@code
     *     MigrationInProgress} as long as it is open
     */
    public Manifest of(Caller caller, UUID id) {
        String told = MigrationId.of(id);
        Problem.NotFound unknown = new Problem.NotFound("There is no migration " + told + ".");
        Moved moved =
                tx.forSystem()
                        .statement(sql -> ManifestTable.find(sql, id))
                        .orElseThrow(unknown::asException);
        caller.requireSupervisorOf(moved.tenantId(), unknown);
        if (moved.state().open()) {
            throw new Problem.MigrationInProgress(
                            told,
                            "The migration "
                                    + told
                                    + " still moves files. Its manifest is written when it has ended.")
                    .asException();
        }
        return new Manifest(moved);
    }
}
