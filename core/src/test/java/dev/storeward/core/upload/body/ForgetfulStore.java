package dev.storeward.core.upload.body;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Capabilities;
import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PresignRequest;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.memory.MemoryStore;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store that keeps no metadata, and whose every first reply to a put is lost: the put is sent
 * again, and finds its key taken.
 */
final class ForgetfulStore implements ObjectStore {
    private final MemoryStore memory = new MemoryStore(InstantSource.system());

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
    public Capabilities capabilities() {
        return memory.capabilities();
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        return memory.get(key, range);
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return memory.head(key);
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        return memory.delete(keys);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return memory.list(request);
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        return memory.copyFrom(source, copy);
    }

    @Override
    public Optional<URI> presign(PresignRequest request) {
        return memory.presign(request);
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
