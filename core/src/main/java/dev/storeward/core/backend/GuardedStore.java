package dev.storeward.core.backend;

import dev.storeward.core.db.Tx;
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
import dev.storeward.store.wrap.TransparentStore;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Asserts that no database connection is held while a backend is called: a slow bucket must not use
 * up the pool.
 */
final class GuardedStore implements TransparentStore {
    private final ObjectStore store;

    GuardedStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public ObjectStore inner() {
        return store;
    }

    @Override
    public ObjectKey innerKey(ObjectKey key) {
        return key;
    }

    private ObjectStore guarded() {
        Tx.requireNone();
        return store;
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        return guarded().put(key, body, options);
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        return guarded().get(key, range);
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return guarded().head(key);
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        return guarded().delete(keys);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return guarded().list(request);
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        return guarded().copyFrom(source, copy);
    }

    @Override
    public Optional<URI> presign(PresignRequest request) {
        return store.presign(request);
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        Tx.requireNone();
        return store.multipart();
    }

    @Override
    public void close() {
        store.close();
    }
}
