package dev.storeward.server;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.outbound.AddressGate;
import dev.storeward.testkit.contract.ObjectStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** The connector of docs/connectors.md, out of its jar, keeps what every store promises. */
final class ShelfContractTest extends ObjectStoreContract {
    private static final AddressGate NOWHERE =
            AddressGate.operator(_ -> List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));

    @TempDir private static Path folder;

    private Optional<ConnectorJars> jars = Optional.empty();

    @Override
    protected ObjectStore open() throws IOException {
        ConnectorJar.shelf("shelf").writeTo(folder.resolve("shelf.jar"));
        jars = Optional.of(ConnectorJars.load(Optional.of(folder), Set.of()));
        return shelf("sesame");
    }

    @Override
    public Optional<ObjectStore> withWrongSecret() {
        return Optional.of(shelf("open!"));
    }

    private ObjectStore shelf(String password) {
        return jars.orElseThrow()
                .connectors()
                .getFirst()
                .open(
                        new BackendSpec("shelf", Map.of("shelf", "one")),
                        new Credential(Map.of("password", Secret.of(password))),
                        NOWHERE);
    }

    @AfterAll
    void closeJars() {
        jars.ifPresent(ConnectorJars::close);
    }
}
