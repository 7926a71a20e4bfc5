package dev.storeward.core.migration.manifest;

import dev.storeward.core.MigrationId;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.db.Tx;
import dev.storeward.core.log.RepeatedLog;
import dev.storeward.core.migration.manifest.ArchiveTable.Due;
import dev.storeward.core.migration.manifest.ManifestTable.Moved;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the manifests of migrations that ended 31 days ago, as they are signed, and removes the
 * rows they were written from. Cut off anywhere, the next run does the rest. Safe for use by
 * several threads.
 */
public final class ManifestArchive {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestArchive.class);
    private static final int PART = 1 << 20;
    private static final int PAGE = 2_000;

    private final Tx tx;
    private final Manifests manifests;

    public ManifestArchive(Tx tx, Manifests manifests) {
        this.tx = tx;
        this.manifests = manifests;
    }

    /**
     * Archives what is due, one migration after the other. One that cannot be archived is logged
     * and left for the next run; it holds back no other.
     */
    public void run() {
        Optional<Due> next = next(Due.BEFORE_ALL);
        while (next.isPresent()) {
            Due due = next.get();
            try {
                tx.forSystem()
                        .statement(sql -> ManifestTable.find(sql, due.id()))
                        .ifPresent(this::archive);
            } catch (RuntimeException e) {
                if (!DatabaseLog.took(e)) {
                    RepeatedLog.ofThisProcess()
                            .warn(
                                    LOG,
                                    "manifest-archive",
                                    "The manifest of "
                                            + MigrationId.of(due.id())
                                            + " is kept later: "
                                            + e);
                }
            }
            next = next(due);
        }
    }

    private Optional<Due> next(Due after) {
        return tx.forSystem().statement(sql -> ArchiveTable.next(sql, after));
    }

    private void archive(Moved moved) {
        Tx.Scope scope = tx.forTenant(moved.tenantId());
        if (moved.parts() == 0) {
            int parts = kept(moved);
            if (!scope.transaction(sql -> ArchiveTable.seal(sql, moved, parts))) {
                return;
            }
        }
        Optional<UUID> last = Optional.of(new UUID(0, 0));
        while (last.isPresent()) {
            UUID after = last.get();
            last = scope.statement(sql -> ArchiveTable.prune(sql, moved, after, PAGE));
        }
        scope.run(sql -> ArchiveTable.pruned(sql, moved));
    }

    /** How many parts the manifest has become. */
    private int kept(Moved moved) {
        try (Parts parts = new Parts(moved)) {
            manifests.write(moved, parts);
            parts.end();
            return parts.count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a manifest that is kept. */
    static void write(Tx tx, Moved moved, OutputStream out) throws IOException {
        for (int part = 0; part < moved.parts(); part++) {
            int number = part;
            byte[] body =
                    tx.forTenant(moved.tenantId())
                            .statement(sql -> ArchiveTable.part(sql, moved, number));
            try (InflaterInputStream plain =
                    new InflaterInputStream(new ByteArrayInputStream(body))) {
                plain.transferTo(out);
            }
        }
    }

    /** Keeps what is written to it, a row for each piece. */
    private final class Parts extends OutputStream {
        private final Moved moved;
        private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
        private int count;

        Parts(Moved moved) {
            this.moved = moved;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            piece.write(bytes, offset, length);
            if (piece.size() >= PART) {
                end();
            }
        }

        /** Ends a piece. */
        void end() throws IOException {
            ByteArrayOutputStream small = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(small)) {
                piece.writeTo(deflater);
            }
            piece.reset();
            int number = count++;
            tx.forTenant(moved.tenantId())
                    .run(sql -> ArchiveTable.put(sql, moved, number, small.toByteArray()));
        }
    }
}
