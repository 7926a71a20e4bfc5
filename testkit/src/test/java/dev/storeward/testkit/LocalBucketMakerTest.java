package dev.storeward.testkit;

import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.local.LocalConnector;
import dev.storeward.testkit.contract.BucketMakerContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

final class LocalBucketMakerTest extends BucketMakerContract {
    @TempDir Path folder;

    /** A folder asks no gate. */
    private record Closed(Duration connectTimeout, Duration readTimeout) implements Outbound {
        @Override
        public void check(URI endpoint) {
            throw new AssertionError(endpoint);
        }

        @Override
        public List<InetAddress> resolve(String host) {
            throw new AssertionError(host);
        }
    }

    private Site at(Path path) {
        return new Site(
                new LocalConnector(InstantSource.system()),
                new BackendSpec("filesystem", Map.of("path", path.toString())),
                Credential.none(),
                new Closed(Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }

    @Override
    protected Site site(String name) {
        return at(folder.resolve("deeper").resolve(name));
    }

    @Override
    protected Optional<Site> taken() throws IOException {
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Files.writeString(theirs.resolve("letter.txt"), "not ours");
        return Optional.of(at(theirs));
    }

    @Override
    protected Site forbidden() throws IOException {
        return at(Files.writeString(folder.resolve("file"), "no folder").resolve("below"));
    }
}
