package dev.storeward.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The database of a data folder that a running server works with, for a second program that reads
 * it.
 *
 * @param owner the role that owns the tables
 * @param app the role that reads and writes their rows
 */
public record LiveDatabase(String jdbcUrl, DatabaseLogin owner, DatabaseLogin app) {
    private static final int PORT_LINE = 3;

    /** What runs below a data folder; empty when nothing does. */
    public static Optional<LiveDatabase> below(Path dataFolder) {
        try {
            Layout layout = Layout.under(dataFolder.toRealPath());
            if (new ClusterProcesses(layout.cluster()).postmaster().isEmpty()) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(layout.cluster().resolve("postmaster.pid"));
            Passwords passwords = Passwords.readOrCreate(layout.passwords());
            int port = Integer.parseInt(lines.get(PORT_LINE).strip());
            return Optional.of(
                    new LiveDatabase(
                            new Provisioning(passwords, port).jdbcUrl(Provisioning.DATABASE),
                            passwords.owner(),
                            passwords.app()));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            // It is starting or stopping, or was never there.
            return Optional.empty();
        }
    }
}
