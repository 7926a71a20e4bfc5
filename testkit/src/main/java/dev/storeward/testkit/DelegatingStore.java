package dev.storeward.testkit;

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
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A store that does as another does, for tests that change one call or two. */
public abstract class DelegatingStore implements ObjectStore {
    private final ObjectStore store;

    protected DelegatingStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        return store.put(key, body, options);
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        return store.get(key, range);
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return store.head(key);
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        return store.delete(keys);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return store.list(request);
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        return store.copyFrom(source, copy);
    }

    @Override
    public Optional<URI> presign(PresignRequest request) {
        return store.presign(request);
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return store.multipart();
    }

    /** Leaves the other open: it is the test's. */
    @Override
    public void close() {}
}
