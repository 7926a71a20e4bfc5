package dev.storeward.testkit;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.testkit.contract.ObjectStoreContract;
import java.time.InstantSource;

final class MemoryStoreTest extends ObjectStoreContract {
    @Override
    public boolean comparesDigests() {
        return true;
    }

    @Override
    protected ObjectStore open() {
        return new MemoryStore(InstantSource.system());
    }
}
