package dev.storeward.server.api.files;

import dev.storeward.server.RunningServer;
import dev.storeward.testkit.gcs.GcsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

class FilesDoorOnGcsTest extends FilesDoorContract {
    private static final GcsServer GOOGLE = GcsServer.start();

    @Override
    RunningServer start() {
        return RunningServer.start(
                Map.of(
                        "STOREWARD_SHARED_URL",
                        "gs://" + GcsServer.BUCKET + "/shared",
                        "STOREWARD_SHARED_CREDENTIAL_FILE",
                        keyFile().toString(),
                        "STOREWARD_GCS_ENDPOINT",
                        GOOGLE.endpoint().toString()));
    }

    private static Path keyFile() {
        try {
            Path file = Files.createTempFile(Path.of("target"), "key", ".json");
            return Files.writeString(file, GOOGLE.authJson().toPrettyString()).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stopGoogle() {
        GOOGLE.close();
    }
}
