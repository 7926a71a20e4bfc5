package dev.storeward.store.gcs;

import com.google.auth.ServiceAccountSigner;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.CopyWriter;
import com.google.cloud.storage.HttpMethod;
import com.google.cloud.storage.Storage.CopyRequest;
import com.google.cloud.storage.Storage.SignUrlOption;
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
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.http.Deadlines;
import dev.storeward.store.wrap.CopySource;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One bucket, opened with one service account. */
final class GcsStore implements ObjectStore {
    private final GcsCalls calls;
    private final GcsReader reader;
    private final GcsWriter writer;
    private final GcsDeletes deletes;

    GcsStore(GcsSettings settings, GcsClient client, Chunks chunks) {
        calls = new GcsCalls(settings, client, new GcsFailures(settings.name()));
        reader = new GcsReader(calls);
        writer = new GcsWriter(calls, chunks);
        deletes = new GcsDeletes(calls, new AtomicBoolean(settings.batches()));
    }

    /** Whether the service is believed to delete many objects by one request. */
    boolean batches() {
        return deletes.batches().get();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, false, calls.client().signer().isPresent());
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
        return deletes.delete(keys);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return reader.list(request);
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        CopySource inner = CopySource.of(source, copy.from());
        if (!(inner.store() instanceof GcsStore other) || !reaches(other)) {
            return false;
        }
        calls.call(() -> copied(other.calls.id(inner.key()), copy));
        return true;
    }

    /** A copy between places or classes takes several requests, each of which moves a part. */
    private boolean copied(BlobId from, ObjectCopy asked) {
        BlobInfo target =
                BlobInfo.newBuilder(calls.id(asked.to()))
                        .setContentType(asked.options().contentType())
                        .setMetadata(asked.options().metadata())
                        .build();
        CopyWriter copy = calls.client().storage().copy(CopyRequest.of(from, target));
        long end = System.nanoTime() + Deadlines.of(asked.size()).toNanos();
        while (!copy.isDone()) {
            if (System.nanoTime() - end > 0) {
                throw new StoreException(
                        Code.UNREACHABLE,
                        StoreException.Reason.SILENT,
                        "The " + calls.settings().name() + " did not end a copy in time.");
            }
            copy.copyChunk();
        }
        return true;
    }

    /**
     * The copy is made with this store's credential, which must reach the other bucket as the
     * other's own does.
     */
    private boolean reaches(GcsStore other) {
        return calls.client().endpoint().equals(other.calls.client().endpoint())
                && calls.settings().ownIdentity() == other.calls.settings().ownIdentity()
                && calls.client().identity().equals(other.calls.client().identity());
    }

    @Override
    public Optional<URI> presign(PresignRequest request) {
        return calls.client().signer().map(signer -> signed(request, signer));
    }

    private URI signed(PresignRequest request, ServiceAccountSigner signer) {
        List<SignUrlOption> options = new ArrayList<>();
        options.add(SignUrlOption.signWith(signer));
        options.add(SignUrlOption.withV4Signature());
        options.add(SignUrlOption.withPathStyle());
        options.add(SignUrlOption.withHostName(calls.client().endpoint().toString()));
        options.add(
                SignUrlOption.httpMethod(
                        switch (request.method()) {
                            case GET -> HttpMethod.GET;
                            case PUT -> HttpMethod.PUT;
                        }));
        if (request.method() == PresignRequest.Method.GET
                && !request.contentDisposition().isEmpty()) {
            options.add(
                    SignUrlOption.withQueryParams(
                            Map.of("response-content-disposition", request.contentDisposition())));
        }
        URL url =
                calls.call(() ->
                        calls.client()
                                .storage()
                                .signUrl(
                                        BlobInfo.newBuilder(calls.id(request.key())).build(),
                                        request.lifetime().toSeconds(),
                                        TimeUnit.SECONDS,
                                        options.toArray(SignUrlOption[]::new)));
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new StoreException(Code.UNKNOWN, "The signed URL is malformed.", e);
        }
    }

    /**
     * None: a resumable upload takes its bytes in order and once, and needs no part to be found
     * after a crash. A {@link #put} of any length is what this service does best.
     */
    @Override
    public Optional<MultipartUploads> multipart() {
        return Optional.empty();
    }

    @Override
    public void close() {
        calls.client().close();
    }
}
