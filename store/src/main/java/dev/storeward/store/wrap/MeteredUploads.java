package dev.storeward.store.wrap;

import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.wrap.Meter.Operation;
import java.util.List;

/** Uploads in parts of which each call is told to a {@link Meter}. */
record MeteredUploads(MultipartUploads inner, Metering metering) implements MultipartUploads {

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
        return metering.call(Operation.UPLOAD_START, () -> inner.start(key, options));
    }

    @Override
    public Part upload(ObjectKey key, String uploadId, int number, Content content) {
        return metering.call(
                Operation.UPLOAD_PART,
                () -> inner.upload(key, uploadId, number, content),
                _ -> content.length().orElse(0));
    }

    @Override
    public ObjectInfo complete(
            ObjectKey key, String uploadId, List<Part> parts, PutOptions options) {
        return metering.call(
                Operation.UPLOAD_COMPLETE, () -> inner.complete(key, uploadId, parts, options));
    }

    @Override
    public void abort(ObjectKey key, String uploadId) {
        metering.call(
                Operation.UPLOAD_ABORT,
                () -> {
                    inner.abort(key, uploadId);
                    return uploadId;
                });
    }

    @Override
    public List<String> pending(ObjectKey key) {
        return metering.call(Operation.UPLOAD_LIST, () -> inner.pending(key));
    }
}
