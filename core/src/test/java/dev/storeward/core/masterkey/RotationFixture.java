package dev.storeward.core.masterkey;

import dev.storeward.core.masterkey.Nodes.One;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** Nodes with key files, and what they sealed. */
abstract class RotationFixture {
    static final UUID NO_TENANT = new UUID(0, 0);

    final Nodes nodes = new Nodes();
    final Path file;
    final Path otherFile;

    RotationFixture(Path folder) {
        this.file = folder.resolve("one/master.key");
        this.otherFile = folder.resolve("two/master.key");
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    /**
     * Two tenants' keys, a link key, a manifest key, the secret of a key that signs, a tenant's and
     * the operator's credentials: 13 values.
     */
    void fill(One by) {
        UUID tenant = nodes.tenant(by, "acme");
        nodes.tenant(by, "zeta");
        nodes.linkKey(by);
        nodes.manifestKey(by);
        nodes.signingKey(by, tenant);
        nodes.backend(by, tenant, "theirs");
        nodes.backend(by, NO_TENANT, "shared");
    }

    static String lineOf(Path keyFile, String id) throws IOException {
        return Files.readAllLines(keyFile).stream()
                        .filter(line -> line.startsWith(id + " "))
                        .findFirst()
                        .orElseThrow()
                + "\n";
    }

    static void append(Path keyFile, String line) throws IOException {
        Files.writeString(keyFile, line, StandardOpenOption.APPEND);
    }

    void copyFile() throws IOException {
        Files.createDirectories(otherFile.getParent());
        Files.copy(file, otherFile, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }
}
