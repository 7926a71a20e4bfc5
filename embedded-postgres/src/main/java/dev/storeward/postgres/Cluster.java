package dev.storeward.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The database folder: made once, never deleted, its access rules written anew at each start. */
record Cluster(Layout layout, Programs programs, Shell shell) {
    private static final Duration INITDB_LIMIT = Duration.ofMinutes(5);
    private static final String NEW = "cluster-new-";
    private static final String HOST_RULES =
            """
            # Written by Storeward at each start; changes made here are lost.
            host all all 127.0.0.1/32 scram-sha-256
            """;

    /**
     * Makes the folder when there is none.
     *
     * @throws EmbeddedServerException when it was made by another major version
     */
    void prepare(Passwords passwords, boolean durable) {
        try {
            removeUnfinished();
            Path folder = layout.cluster();
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                create(folder, passwords, durable);
            }
            requireVersion(folder);
            shell.own(folder);
            shell.own(layout.log());
        } catch (IOException e) {
            throw Failures.of("The database folder " + layout.cluster() + " cannot be used", e);
        }
    }

    void configure(Settings settings) {
        try {
            PrivateFiles.write(layout.cluster().resolve("postgresql.conf"), settings.asFile());
            PrivateFiles.write(layout.cluster().resolve("pg_hba.conf"), HOST_RULES);
        } catch (IOException e) {
            throw Failures.of("The database in " + layout.cluster() + " cannot be configured", e);
        }
    }

    private void create(Path folder, Passwords passwords, boolean durable) throws IOException {
        Path fresh = Files.createTempDirectory(layout.home(), NEW, PrivateFiles.FOLDER);
        Path passwordFile = layout.home().resolve("initdb-password");
        try {
            shell.own(fresh);
            PrivateFiles.write(passwordFile, passwords.administrator().password().reveal() + "\n");
            Shell.Outcome outcome =
                    shell.run(
                            INITDB_LIMIT,
                            programs.program("initdb"),
                            "--pgdata=" + fresh,
                            "--username=" + passwords.administrator().user(),
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C",
                            // Sorts and folds by code point: an update of the operating system
                            // cannot change the order that indexes rely on.
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            durable ? "--sync-method=fsync" : "--no-sync");
            if (!outcome.succeeded()) {
                throw Failures.of(
                        "The database folder " + folder + " cannot be made",
                        LogTail.last(outcome.output().lines().toList()));
            }
            PrivateFiles.move(fresh, folder);
        } finally {
            Files.deleteIfExists(passwordFile);
            PrivateFiles.deleteTree(fresh);
        }
    }

    private void requireVersion(Path folder) throws IOException {
        Path file = folder.resolve("PG_VERSION");
        if (!Files.exists(file)) {
            throw new EmbeddedServerException(
                    "The folder " + folder + " exists and holds no PostgreSQL database.");
        }
        String found = Files.readString(file).strip();
        if (!found.equals(programs.majorVersion())) {
            throw new EmbeddedServerException(
                    "The database in "
                            + folder
                            + " was made by PostgreSQL "
                            + found
                            + ", and this Storeward ships "
                            + programs.majorVersion()
                            + ": use the Storeward that made it, or move the data over with pg_dump.");
        }
    }

    /** What a start left that was cut before its database was complete; it never held data. */
    private void removeUnfinished() throws IOException {
        List<Path> unfinished;
        try (Stream<Path> children = Files.list(layout.home())) {
            unfinished =
                    children.filter(path -> path.getFileName().toString().startsWith(NEW)).toList();
        }
        for (Path folder : unfinished) {
            new ClusterProcesses(folder).all().forEach(ProcessHandle::destroyForcibly);
            PrivateFiles.deleteTree(folder);
        }
    }
}
