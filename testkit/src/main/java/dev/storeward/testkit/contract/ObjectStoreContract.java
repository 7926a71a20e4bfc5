package dev.storeward.testkit.contract;

import dev.storeward.store.ObjectStore;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * What every {@link ObjectStore} must do. A subclass opens the store and adds nothing; what a store
 * does not promise in its {@link dev.storeward.store.Capabilities} is skipped with a reason.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ObjectStoreContract
        implements WriteContract,
                ConditionalPutContract,
                DigestContract,
                ReadContract,
                KeyContract,
                ProviderContract,
                MultipartContract {
    private Optional<ObjectStore> opened = Optional.empty();

    /** Opens the store under test on a bucket that other tests may use at the same time. */
    protected abstract ObjectStore open() throws Exception;

    /** The same bucket with a wrong secret, where the store knows secrets. */
    @Override
    public Optional<ObjectStore> withWrongSecret() {
        return Optional.empty();
    }

    /** A bucket of the same server that does not exist, where that can be opened. */
    @Override
    public Optional<ObjectStore> onMissingBucket() {
        return Optional.empty();
    }

    @Override
    public boolean comparesDigests() {
        return false;
    }

    @Override
    public final ObjectStore store() {
        return opened.orElseThrow();
    }

    @BeforeAll
    final void openStore() throws Exception {
        opened = Optional.of(open());
    }

    @AfterAll
    final void closeStore() {
        opened.ifPresent(ObjectStore::close);
    }
}
