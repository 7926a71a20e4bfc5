package dev.storeward.core.db.backup;

import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.core.db.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads a backup into an empty database whose schema is the backup's. */
public final class Restore {
    private Restore() {}

    /**
     * What a backup holds.
     *
     * @throws BackupException when it is no backup, was cut off, or is of another format
     */
    public static Manifest manifest(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return manifest(zip, file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Fails unless no table is there.
     *
     * @throws BackupException when there is one
     */
    public static void requireEmpty(DatabaseSettings database) {
        try (Connection connection = Schema.asOwner(database)) {
            if (!DumpTable.isEmpty(connection)) {
                throw new BackupException(
                        "The database is not empty: a backup is restored into a new data folder, or"
                                + " into an external database without tables.");
            }
        } catch (SQLException e) {
            throw new BackupException("The database cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads all rows, in one transaction: everything, or nothing when it throws. The same
     * transaction has the next start take the database for a restored copy, whatever machine it
     * runs on: the buckets may hold what was written after the backup.
     *
     * @param database whose owner writes its tables, which are of the backup's version
     * @throws BackupException when the file is damaged or the database refuses a row
     */
    public static void read(DatabaseSettings database, Path file) {
        try (Connection connection = Schema.asOwner(database);
                ZipFile zip = new ZipFile(file.toFile())) {
            Manifest manifest = manifest(zip, file);
            connection.setAutoCommit(false);
            try {
                read(connection, zip, manifest);
                DumpTable.hold(connection);
                connection.commit();
            } catch (SQLException | IOException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (SQLException e) {
            throw new BackupException(
                    "The database did not take the backup, and is as before: " + e.getMessage(), e);
        }
    }

    private static void read(Connection connection, ZipFile zip, Manifest manifest)
            throws SQLException, IOException {
        DumpTable.seeAll(connection);
        List<String> forced = DumpTable.forced(connection);
        for (String table : forced) {
            DumpTable.forced(connection, table, false);
        }
        List<String> tables = manifest.tables().stream().map(Manifest.Contents::table).toList();
        for (String table : tables) {
            DumpTable.triggered(connection, table, false);
        }
        DumpTable.empty(connection, tables);
        for (String month : manifest.auditMonths()) {
            DumpTable.auditPartition(connection, month);
        }
        for (Manifest.Contents contents : manifest.tables()) {
            fill(connection, zip, contents);
        }
        for (Manifest.Counter counter : manifest.counters()) {
            DumpTable.setCounter(connection, counter);
        }
        for (String table : tables) {
            DumpTable.triggered(connection, table, true);
        }
        for (String table : DumpTable.unforced(connection)) {
            DumpTable.forced(connection, table, true);
        }
    }

    private static void fill(Connection connection, ZipFile zip, Manifest.Contents contents)
            throws SQLException, IOException {
        ZipEntry entry = zip.getEntry(Backup.entry(contents.table()));
        if (entry == null) {
            throw damaged(contents.table());
        }
        MessageDigest digest = Manifest.digest();
        long rows;
        try (InputStream in = new DigestInputStream(zip.getInputStream(entry), digest)) {
            rows = DumpTable.copyIn(connection, contents.table(), contents.columns(), in);
        }
        if (rows != contents.rows()
                || !HexFormat.of().formatHex(digest.digest()).equals(contents.sha256())) {
            throw damaged(contents.table());
        }
    }

    private static Manifest manifest(ZipFile zip, Path file) throws IOException {
        ZipEntry entry = zip.getEntry(Backup.MANIFEST);
        if (entry == null) {
            throw new BackupException(file + " is no backup of Storeward.");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return Manifest.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static BackupException damaged(String table) {
        return new BackupException(
                "The backup is damaged in the rows of "
                        + table
                        + ", and the database is as before: use another backup.");
    }

    private static BackupException unreadable(Path file, IOException e) {
        return new BackupException(
                e instanceof ZipException
                        ? file + " is no backup, or was cut off while it was written: use another."
                        : "The backup " + file + " cannot be read: " + e.getMessage(),
                e);
    }
}
