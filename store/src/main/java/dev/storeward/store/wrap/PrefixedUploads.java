package dev.storeward.store.wrap;

import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import java.util.List;

/** Uploads in parts below a prefix, which their keys do not name. */
record PrefixedUploads(MultipartUploads inner, Prefix prefix) implements MultipartUploads {

    @Override
    public long minimumPartSize() {
        return inner.minimumPartSize();
    }

    @Override
    public boolean comparesTags() {
        return inner.comparesTags();
    }

    @Override
    public int maximumParts() {
        return inner.maximumParts();
    }

    @Override
    public String start(ObjectKey key, PutOptions options) {
        return inner.start(prefix.apply(key), options);
    }

    @Override
    public Part upload(ObjectKey key, String uploadId, int number, Content content) {
        return inner.upload(prefix.apply(key), uploadId, number, content);
    }

    @Override
    public ObjectInfo complete(
            ObjectKey key, String uploadId, List<Part> parts, PutOptions options) {
        return PrefixedStore.renamed(
                inner.complete(prefix.apply(key), uploadId, parts, options), key);
    }

    @Override
    public void abort(ObjectKey key, String uploadId) {
        inner.abort(prefix.apply(key), uploadId);
    }

    @Override
    public List<String> pending(ObjectKey key) {
        return inner.pending(prefix.apply(key));
    }
}
