package dev.storeward.testkit;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.local.LocalStore;
import dev.storeward.testkit.contract.ObjectStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

final class LocalStoreTest extends ObjectStoreContract {
    @TempDir static Path folder;

    @Override
    protected ObjectStore open() {
        return LocalStore.open(folder.resolve("root"), InstantSource.system());
    }

    @Override
    public Optional<ObjectStore> onMissingBucket() {
        Path gone = folder.resolve("gone");
        ObjectStore store = LocalStore.open(gone, InstantSource.system());
        try {
            Files.delete(gone.resolve("objects"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(store);
    }
}
