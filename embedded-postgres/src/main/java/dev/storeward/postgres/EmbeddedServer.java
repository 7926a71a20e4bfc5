package dev.storeward.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A PostgreSQL server of our own, below a data folder. It listens on the loopback only, demands a
 * password of everybody, and makes every commit durable.
 *
 * <p>It does not end with the Java process: after {@code kill -9} it lives on, and the next start
 * on the same folder finds it by its process, stops it and starts afresh. A server is never
 * recognised by its port. The database folder is never deleted.
 *
 * <p>Safe for use by several threads.
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final String THROW_AWAY = "throw-away";

    private final DataFolderLock lock;
    private final Options options;
    private final Layout layout;
    private final boolean durable;
    private final Programs programs;
    private final Passwords passwords;
    private final Postmaster postmaster;
    private final Cluster cluster;
    private final int port;

    private volatile long pid;
    private volatile boolean closed;

    private EmbeddedServer(DataFolderLock lock, Options options, Layout layout, boolean durable) {
        this.lock = lock;
        this.options = options;
        this.layout = layout;
        this.durable = durable;
        prepareFolders();
        this.programs = Programs.unpack(layout.programs());
        this.passwords = Passwords.readOrCreate(layout.passwords());
        Shell shell = Shell.writingTo(layout.log());
        this.postmaster = new Postmaster(layout, programs, shell);
        this.cluster = new Cluster(layout, programs, shell);
        postmaster.stopOrphans();
        cluster.prepare(passwords, durable);
        this.port = run(0);
    }

    /**
     * Starts the server of a data folder, and makes its database at the first start. Blocks until
     * it accepts connections: some seconds at the first start, well below one at later ones, longer
     * after a crash.
     *
     * @throws DataFolderInUseException when the folder is in use already
     * @throws EmbeddedServerException when it was made by another version, or the server does not
     *     start; nothing runs then
     */
    public static EmbeddedServer start(Path dataFolder, Options options) {
        DataFolderLock lock = DataFolderLock.acquire(dataFolder);
        EmbeddedServer server = start(lock, options, Layout.under(lock.folder()), true);
        server.removeOldPrograms();
        return server;
    }

    /**
     * Starts a server that forgets on a crash and is therefore fast: for tests. A folder once used
     * like this is refused by {@link #start}, and the reverse.
     *
     * @param programs where the programs are unpacked, to be shared by many folders
     */
    public static EmbeddedServer startThrowAway(Path dataFolder, Path programs, Options options) {
        DataFolderLock lock = DataFolderLock.acquire(dataFolder);
        Path home = Layout.under(lock.folder()).home();
        return start(lock, options, new Layout(home, programs.toAbsolutePath()), false);
    }

    private static EmbeddedServer start(
            DataFolderLock lock, Options options, Layout layout, boolean durable) {
        try {
            return new EmbeddedServer(lock, options, layout, durable);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The address of the database {@code storeward}; it stays the same over a restart. */
    public String jdbcUrl() {
        return jdbcUrl(Provisioning.DATABASE);
    }

    /** The address of another database of this server. */
    public String jdbcUrl(String database) {
        return new Provisioning(passwords, port).jdbcUrl(database);
    }

    /** The role that owns the database and its tables: for migrations. */
    public DatabaseLogin owner() {
        return passwords.owner();
    }

    /** The role that reads and writes the owner's tables and owns nothing: for everything else. */
    public DatabaseLogin app() {
        return passwords.app();
    }

    /** The server's superuser: for maintenance by hand, and for tests. */
    public DatabaseLogin administrator() {
        return passwords.administrator();
    }

    /**
     * Device and inode of the database folder: another folder has others, also one that was copied
     * from it, and one that was moved keeps them within its file system.
     */
    public String folderIdentity() {
        try {
            return Files.getAttribute(layout.cluster(), "unix:dev")
                    + ":"
                    + Files.getAttribute(layout.cluster(), "unix:ino");
        } catch (IOException e) {
            throw Failures.of(
                    "The folder " + layout.cluster() + " cannot be asked for its inode", e);
        }
    }

    /** The process id of the server started last, whether it lives or not. */
    public long pid() {
        return pid;
    }

    /** Whether the server's process lives; it may still be busy with recovery. */
    public boolean isAlive() {
        return !closed && postmaster.isAlive(pid);
    }

    /**
     * Starts the server again, on the same port, when it has died; does nothing while it lives.
     *
     * @throws EmbeddedServerException when it does not start, which may be tried again
     */
    public synchronized void restart() {
        if (closed) {
            throw new EmbeddedServerException("PostgreSQL was closed and is not started again.");
        }
        if (!isAlive()) {
            postmaster.stop();
            run(port);
        }
    }

    /** Stops the server, disconnects everybody, keeps the data and frees the folder. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                postmaster.stop();
            } finally {
                lock.close();
            }
        }
    }

    @Override
    public String toString() {
        return "EmbeddedServer[" + jdbcUrl() + ", process " + pid + "]";
    }

    private int run(int wantedPort) {
        int chosen =
                postmaster.start(
                        wantedPort,
                        candidate -> cluster.configure(settings(candidate)),
                        options.startTimeout());
        try {
            pid = postmaster.pid();
            new Provisioning(passwords, chosen).ensure(settings(chosen), pid);
            return chosen;
        } catch (SQLException e) {
            postmaster.stop();
            throw Failures.of("PostgreSQL in " + layout.cluster() + " does not serve us", e);
        } catch (RuntimeException e) {
            postmaster.stop();
            throw e;
        }
    }

    private Settings settings(int candidate) {
        return Settings.of(options, candidate, durable);
    }

    private void prepareFolders() {
        try {
            PrivateFiles.createFolders(layout.home());
            PrivateFiles.createFolders(layout.log());
            Path mark = layout.home().resolve(THROW_AWAY);
            boolean isNew = !Files.exists(layout.cluster());
            if (isNew && !durable && !Files.exists(mark)) {
                Files.createFile(mark);
            }
            if (Files.exists(mark) == durable) {
                throw new EmbeddedServerException(
                        durable
                                ? "The database in "
                                        + layout.home()
                                        + " was made to be thrown away"
                                        + " and is no safe place for data."
                                : "The database in " + layout.home() + " is not a test's.");
            }
        } catch (IOException e) {
            throw Failures.of("The folder " + layout.home() + " cannot be used", e);
        }
    }

    private void removeOldPrograms() {
        try {
            programs.removeOthers();
        } catch (IOException e) {
            // They cost space and nothing else; the next start tries again.
        }
    }
}
