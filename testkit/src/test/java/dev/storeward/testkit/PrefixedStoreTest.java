package dev.storeward.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.store.wrap.Prefix;
import dev.storeward.store.wrap.PrefixedStore;
import dev.storeward.testkit.contract.ObjectStoreContract;
import java.time.InstantSource;

final class PrefixedStoreTest extends ObjectStoreContract {
    private static final Prefix PREFIX = Prefix.of("/p q/\u00e9/");

    @Override
    protected ObjectStore open() {
        return PrefixedStore.of(new MemoryStore(InstantSource.system()), PREFIX);
    }

    @Override
    public int longestKey() {
        return ObjectKey.MAX_BYTES - PREFIX.start().getBytes(UTF_8).length;
    }
}
