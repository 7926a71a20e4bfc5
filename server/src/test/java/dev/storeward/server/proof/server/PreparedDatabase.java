package dev.storeward.server.proof.server;

import dev.storeward.postgres.EmbeddedServer;
import dev.storeward.postgres.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The embedded PostgreSQL as its first start leaves it: unpacked, made and still empty. Unpacked
 * and made once for each Java process, it spares every proof that is not about a first start some
 * seconds of the same.
 */
public final class PreparedDatabase {
    private static final List<String> COPIED = List.of("cluster", "passwords");

    private PreparedDatabase() {}

    /** Made when the first test asks for it. */
    private static final class Template {
        static final Path POSTGRES = make();

        private static Path make() {
            try {
                Path target = Files.createDirectories(Path.of("target"));
                Path data = Files.createTempDirectory(target, "prepared").toAbsolutePath();
                EmbeddedServer.start(data, Options.defaults()).close();
                return data.resolve("postgres");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Puts it into a data folder that was never started. */
    public static Path into(Path data) {
        try {
            Path postgres = Files.createDirectories(data.resolve("postgres"));
            for (String name : COPIED) {
                copy(Template.POSTGRES.resolve(name), postgres.resolve(name));
            }
            linkPrograms(Files.createDirectory(postgres.resolve("programs")));
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void linkPrograms(Path programs) throws IOException {
        try (Stream<Path> versions = Files.list(Template.POSTGRES.resolve("programs"))) {
            for (Path version : versions.toList()) {
                Files.createSymbolicLink(programs.resolve(version.getFileName()), version);
            }
        }
    }

    /** With owners and permissions, without which PostgreSQL refuses its folder. */
    private static void copy(Path from, Path to) throws IOException {
        Process copying =
                new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
        try {
            if (copying.waitFor() != 0) {
                throw new IOException("cannot copy " + from);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
