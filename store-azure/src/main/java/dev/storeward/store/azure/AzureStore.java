package dev.storeward.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.BinaryData;
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
import dev.storeward.store.azure.wire.MetadataNames;
import dev.storeward.store.wrap.CopySource;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** One container, opened with one account's key. */
final class AzureStore implements ObjectStore {

    /** What one copy request may copy at most. */
    private static final long LARGEST_COPY = 256L << 20;

    /** Longer than a copy's deadline, so that it cannot end while the service reads. */
    private static final Duration COPY_GRANT = Duration.ofMinutes(30);

    private static final HttpHeaderName COPY_SOURCE = HttpHeaderName.fromString("x-ms-copy-source");
    private static final HttpHeaderName COPY_NOW = HttpHeaderName.fromString("x-ms-requires-sync");

    private final AzureCalls calls;
    private final Signatures signatures;
    private final AzureReader reader;
    private final AzureUploads uploads;
    private final AzureWriter writer;

    AzureStore(AzureCalls calls, Signatures signatures) {
        this.calls = calls;
        this.signatures = signatures;
        reader = new AzureReader(calls);
        uploads = new AzureUploads(calls);
        writer = new AzureWriter(calls, uploads);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, true, true);
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        return writer.put(key, body, options);
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        return reader.get(key, range);
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return calls.head(key);
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        return new AzureDeletes(calls).delete(keys);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return reader.list(request);
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        CopySource inner = CopySource.of(source, copy.from());
        if (!(inner.store() instanceof AzureStore other)
                || !sameAccount(other)
                || copy.size() > LARGEST_COPY) {
            return false;
        }
        URI granted = other.signatures.sign(inner.key(), PresignRequest.Method.GET, COPY_GRANT, "");
        HttpRequest request = calls.request(HttpMethod.PUT, copy.to(), "");
        request.setHeader(COPY_SOURCE, granted.toString());
        request.setHeader(COPY_NOW, "true");
        MetadataNames.write(copy.options().metadata(), request.getHeaders());
        try {
            calls.send(request, BinaryData.fromBytes(new byte[0]), 0);
            return true;
        } catch (StoreException e) {
            // The account's network rules may keep the service from its own objects.
            if (e.reason() == StoreException.Reason.NOT_IMPLEMENTED) {
                return false;
            }
            throw e;
        }
    }

    private boolean sameAccount(AzureStore other) {
        return calls.settings().service().equals(other.calls.settings().service());
    }

    /** The PUT that such a URL allows needs the header {@code x-ms-blob-type: BlockBlob}. */
    @Override
    public Optional<URI> presign(PresignRequest request) {
        return Optional.of(
                signatures.sign(
                        request.key(),
                        request.method(),
                        request.lifetime(),
                        request.contentDisposition()));
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return Optional.of(uploads);
    }

    /** The connections are the connector's. */
    @Override
    public void close() {}
}
