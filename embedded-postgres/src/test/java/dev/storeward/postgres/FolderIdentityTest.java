package dev.storeward.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderIdentityTest {

    private static String identity(Path data) {
        try (EmbeddedServer server = EmbeddedServer.start(data, Options.defaults())) {
            return server.folderIdentity();
        }
    }

    @Test
    void aMovedDataFolderKeepsItAndACopiedOneHasAnother(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        String made = identity(data);

        Path moved = Files.move(data, folder.resolve("moved"));
        assertThat(identity(moved)).isEqualTo(made).matches("[0-9]+:[0-9]+");

        Path copied = folder.resolve("copied");
        assertThat(
                        new ProcessBuilder("cp", "-a", moved.toString(), copied.toString())
                                .start()
                                .waitFor())
                .isZero();
        assertThat(identity(copied)).isNotEqualTo(made);
    }
}
