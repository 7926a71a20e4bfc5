package dev.storeward.store.wrap;

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
import dev.storeward.store.wrap.Meter.Operation;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Tells a {@link Meter} of every call. A get counts as one call from its opening to its close. */
public final class MeteredStore implements TransparentStore {
    private final ObjectStore inner;
    private final Metering metering;

    public MeteredStore(ObjectStore inner, Meter meter) {
        this.inner = inner;
        this.metering = new Metering(meter);
    }

    @Override
    public ObjectStore inner() {
        return inner;
    }

    @Override
    public ObjectKey innerKey(ObjectKey key) {
        return key;
    }

    @Override
    public Capabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        return metering.call(Operation.PUT, () -> inner.put(key, body, options), ObjectInfo::size);
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        long start = System.nanoTime();
        try {
            ObjectBody body = inner.get(key, range);
            return new ObjectBody(
                    body.info(), body.offset(), body.length(), metering.body(body.stream(), start));
        } catch (RuntimeException e) {
            metering.done(Operation.GET, 0, start, Optional.of(Metering.codeOf(e)));
            throw e;
        }
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return metering.call(Operation.HEAD, () -> inner.head(key));
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        return metering.call(Operation.DELETE, () -> inner.delete(keys));
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return metering.call(Operation.LIST, () -> inner.list(request));
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        return metering.call(Operation.COPY, () -> inner.copyFrom(source, copy));
    }

    @Override
    public Optional<URI> presign(PresignRequest request) {
        return metering.call(Operation.PRESIGN, () -> inner.presign(request));
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return inner.multipart().map(uploads -> new MeteredUploads(uploads, metering));
    }

    @Override
    public void close() {
        inner.close();
    }
}
