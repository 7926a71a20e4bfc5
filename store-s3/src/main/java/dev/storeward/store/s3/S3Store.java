package dev.storeward.store.s3;

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
import dev.storeward.store.s3.error.S3Failures;
import dev.storeward.store.s3.settings.S3Settings;
import dev.storeward.store.s3.settings.S3Settings.Manners;
import dev.storeward.store.s3.wire.Payload;
import dev.storeward.store.wrap.CopySource;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** One bucket, opened with one access key. */
final class S3Store implements ObjectStore {

    /** What one copy request may copy at most. */
    private static final long LARGEST_COPY = 5L << 30;

    private final S3Calls calls;
    private final S3Reader reader;
    private final S3Uploads uploads;
    private final S3Writer writer;

    S3Store(S3Settings settings, S3Clients clients) {
        calls = new S3Calls(settings, clients, new S3Failures(settings.name()));
        reader = new S3Reader(calls);
        uploads = new S3Uploads(calls);
        writer = new S3Writer(calls, uploads);
    }

    @Override
    public Capabilities capabilities() {
        Manners manners = calls.settings().manners();
        return new Capabilities(
                manners.conditionalPut(),
                manners.copy(),
                manners.multipart(),
                manners.presign() && calls.settings().cloudfront().isEmpty());
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
        return new S3Deletes(calls).delete(keys);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return reader.list(request);
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        CopySource inner = CopySource.of(source, copy.from());
        if (!calls.settings().manners().copy()
                || !(inner.store() instanceof S3Store other)
                || !reaches(other)
                || copy.size() > LARGEST_COPY) {
            return false;
        }
        calls.clients()
                .objects()
                .send(
                        S3Request.put(copy.to(), Payload.empty(), copy.size())
                                .described(copy.options())
                                .with(
                                        "x-amz-copy-source",
                                        S3Objects.source(other.calls.bucket(), inner.key()))
                                .with("x-amz-metadata-directive", "REPLACE"));
        return true;
    }

    /**
     * The copy is made with this store's credential, which must mean the same bucket by the other's
     * name as the other's credential does.
     */
    private boolean reaches(S3Store other) {
        return calls.settings().served().equals(other.calls.settings().served())
                && calls.clients().identity().who().equals(other.calls.clients().identity().who());
    }

    @Override
    public Optional<URI> presign(PresignRequest request) {
        if (!calls.settings().cloudfront().isEmpty()) {
            throw new StoreException(
                    Code.INVALID,
                    StoreException.Reason.NOT_IMPLEMENTED,
                    "Links to the "
                            + calls.settings().name()
                            + " would go through CloudFront, whose private key cannot be stored"
                            + " yet: leave cloudfront_domain out to link to the bucket itself.");
        }
        if (!calls.settings().manners().presign()) {
            return Optional.empty();
        }
        URL url =
                switch (request.method()) {
                    case GET ->
                            calls.clients()
                                    .presigner()
                                    .presignGetObject(p ->
                                            p.signatureDuration(request.lifetime())
                                                    .getObjectRequest(r -> {
                                                        r.bucket(calls.bucket())
                                                                .key(request.key().value());
                                                        if (!request.contentDisposition()
                                                                .isEmpty()) {
                                                            r.responseContentDisposition(
                                                                    request.contentDisposition());
                                                        }
                                                    }))
                                    .url();
                    case PUT ->
                            calls.clients()
                                    .presigner()
                                    .presignPutObject(p ->
                                            p.signatureDuration(request.lifetime())
                                                    .putObjectRequest(r ->
                                                            r.bucket(calls.bucket())
                                                                    .key(request.key().value())))
                                    .url();
                };
        try {
            return Optional.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new StoreException(Code.UNKNOWN, "The signed URL is malformed.", e);
        }
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return calls.settings().manners().multipart() ? Optional.of(uploads) : Optional.empty();
    }

    @Override
    public void close() {
        calls.clients().close();
    }
}
