package dev.storeward.core.db.backup;

import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.core.db.Schema;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes one state of the whole database into one file, while the server may go on working. The
 * file holds what the database holds: secrets only as they are sealed, no master key, no file's
 * content.
 */
public final class Backup {
    static final String MANIFEST = "manifest.json";

    private Backup() {}

    /**
     * Writes a backup; the file appears whole or not at all, readable by its owner alone.
     *
     * @param database whose owner reads its tables
     * @throws BackupException when the file exists, the disk fails, or the database is not one of
     *     Storeward's
     */
    public static Manifest write(DatabaseSettings database, Path file, Instant now) {
        Path fresh = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Manifest manifest;
            try (Connection connection = Schema.asOwner(database);
                    OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh))) {
                manifest = write(connection, out, now);
            }
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file);
            return manifest;
        } catch (FileAlreadyExistsException e) {
            throw new BackupException("The file " + file + " exists: name another one.", e);
        } catch (IOException e) {
            throw new BackupException(
                    "The backup cannot be written to " + file + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            throw new BackupException("The database cannot be read: " + e.getMessage(), e);
        } finally {
            discard(fresh);
        }
    }

    private static void discard(Path fresh) {
        try {
            Files.deleteIfExists(fresh);
        } catch (IOException e) {
            // It is named as unfinished, and the failure that led here is the one to report.
        }
    }

    private static Manifest write(Connection connection, OutputStream out, Instant now)
            throws SQLException, IOException {
        connection.setAutoCommit(false);
        DumpTable.readOneSnapshot(connection);
        ZipOutputStream zip = new ZipOutputStream(out);
        List<Manifest.Contents> tables = new ArrayList<>();
        for (String table : DumpTable.tables(connection)) {
            zip.putNextEntry(new ZipEntry(entry(table)));
            tables.add(written(connection, table, zip));
            zip.closeEntry();
        }
        Manifest manifest =
                new Manifest(
                        Manifest.FORMAT,
                        now.toString(),
                        DumpTable.schemaVersion(connection),
                        DumpTable.installation(connection),
                        DumpTable.masterKeys(connection),
                        tables,
                        DumpTable.counters(connection),
                        DumpTable.auditMonths(connection),
                        DumpTable.locations(connection));
        zip.putNextEntry(new ZipEntry(MANIFEST));
        zip.write(manifest.json().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        connection.rollback();
        return manifest;
    }

    static String entry(String table) {
        return "tables/" + table + ".copy";
    }

    private static Manifest.Contents written(
            Connection connection, String table, ZipOutputStream zip)
            throws SQLException, IOException {
        List<String> columns = DumpTable.columns(connection, table);
        MessageDigest digest = Manifest.digest();
        Counting counting = new Counting(new DigestOutputStream(zip, digest));
        long rows = DumpTable.copyOut(connection, table, columns, counting);
        return new Manifest.Contents(
                table, columns, rows, counting.bytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** Counts what passes. */
    private static final class Counting extends FilterOutputStream {
        private long bytes;

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            bytes += length;
        }
    }
}
