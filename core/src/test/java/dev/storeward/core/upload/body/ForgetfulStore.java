package dev.storeward.core.upload.body;

import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.testkit.DelegatingStore;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * A store that keeps no metadata, and whose every first reply to a put is lost: the put is sent
 * again, and finds its key taken.
 */
final class ForgetfulStore extends DelegatingStore {
    private final MemoryStore memory;

    ForgetfulStore() {
        this(new MemoryStore(InstantSource.system()));
    }

    private ForgetfulStore(MemoryStore memory) {
        super(memory);
        this.memory = memory;
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        PutOptions bare = new PutOptions(options.ifAbsent(), options.contentType(), Map.of());
        memory.put(key, body, bare);
        throw new StoreException(StoreException.Code.ALREADY_EXISTS, "The object exists.");
    }

    void hold(ObjectKey key, byte[] bytes) {
        memory.put(key, Content.of(bytes), PutOptions.defaults());
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return Optional.empty();
    }
}
