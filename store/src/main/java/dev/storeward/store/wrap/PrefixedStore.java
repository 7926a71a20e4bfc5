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
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The part of a store below a prefix, as a store of its own. Nothing outside can be named. */
public final class PrefixedStore implements TransparentStore {
    private final ObjectStore inner;
    private final Prefix prefix;

    private PrefixedStore(ObjectStore inner, Prefix prefix) {
        this.inner = inner;
        this.prefix = prefix;
    }

    /** The store below the prefix; the store itself when the prefix is empty. */
    public static ObjectStore of(ObjectStore store, Prefix prefix) {
        return prefix.isEmpty() ? store : new PrefixedStore(store, prefix);
    }

    @Override
    public ObjectStore inner() {
        return inner;
    }

    @Override
    public ObjectKey innerKey(ObjectKey key) {
        return prefix.apply(key);
    }

    @Override
    public Capabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        return renamed(inner.put(prefix.apply(key), body, options), key);
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        ObjectBody body = inner.get(prefix.apply(key), range);
        return new ObjectBody(
                renamed(body.info(), key), body.offset(), body.length(), body.stream());
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return inner.head(prefix.apply(key)).map(info -> renamed(info, key));
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        return inner.delete(keys.stream().map(prefix::apply).toList()).stream()
                .map(failure -> new DeleteFailure(prefix.remove(failure.key()), failure.reason()))
                .toList();
    }

    @Override
    public ObjectPage list(ListRequest request) {
        ObjectPage page =
                inner.list(
                        new ListRequest(
                                prefix.start() + request.prefix(),
                                request.cursor(),
                                request.limit()));
        return new ObjectPage(
                page.objects().stream()
                        .map(info -> renamed(info, prefix.remove(info.key())))
                        .toList(),
                page.nextCursor());
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        return inner.copyFrom(
                source,
                new ObjectCopy(copy.from(), prefix.apply(copy.to()), copy.size(), copy.options()));
    }

    @Override
    public Optional<URI> presign(PresignRequest request) {
        return inner.presign(
                new PresignRequest(
                        prefix.apply(request.key()),
                        request.method(),
                        request.lifetime(),
                        request.contentDisposition()));
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return inner.multipart().map(uploads -> new PrefixedUploads(uploads, prefix));
    }

    @Override
    public void close() {
        inner.close();
    }

    static ObjectInfo renamed(ObjectInfo info, ObjectKey key) {
        return new ObjectInfo(key, info.size(), info.etag(), info.lastModified(), info.metadata());
    }
}
