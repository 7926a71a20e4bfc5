package dev.storeward.store.s3;

import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.http.PercentEncoding;
import dev.storeward.store.s3.error.S3Failures;
import dev.storeward.store.s3.settings.S3Settings;
import dev.storeward.store.s3.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Uploads in parts. Beginning one is not repeated where its answer was lost: it may have begun. */
record S3Uploads(S3Calls calls) implements MultipartUploads {

    @Override
    public long minimumPartSize() {
        return calls.settings().manners().smallestPart();
    }

    @Override
    public boolean comparesTags() {
        S3Settings.Manners manners = calls.settings().manners();
        return manners.partTags() && !manners.digestHeaders();
    }

    @Override
    public int maximumParts() {
        return 10_000;
    }

    @Override
    public String start(ObjectKey key, PutOptions options) {
        long end = System.nanoTime() + S3Clients.DEADLINE.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return calls.sent(calls.call(() -> begun(key, options)), "upload id");
            } catch (StoreException e) {
                // An answer that asks for patience says that nothing was begun.
                if (e.code() != Code.THROTTLED
                        || attempt == S3Clients.ATTEMPTS
                        || !calls.clients().objects().waited(attempt, end)) {
                    throw e;
                }
            }
        }
    }

    private @Nullable String begun(ObjectKey key, PutOptions options) {
        return calls.clients()
                .once()
                .createMultipartUpload(r ->
                        r.bucket(calls.bucket())
                                .key(key.value())
                                .contentType(options.contentType())
                                .metadata(options.metadata()))
                .uploadId();
    }

    @Override
    public Part upload(ObjectKey key, String uploadId, int number, Content content) {
        long length = content.length().orElseThrow();
        S3Request request =
                S3Request.put(key, body(content, length), length)
                        .asking(
                                "partNumber="
                                        + number
                                        + "&uploadId="
                                        + PercentEncoding.of(uploadId));
        try {
            return new Part(number, calls.etag(calls.clients().objects().send(request)));
        } catch (StoreException e) {
            throw content.sha256().isPresent() ? calls.ofTold(key, e) : e;
        }
    }

    /** Bytes that can be read but once are not read for their digest before. */
    private static Payload body(Content content, long length) {
        return content.reopenable() || content.sha256().isPresent()
                ? Payload.of(content, length)
                : Payload.unsigned(content, length);
    }

    @Override
    public ObjectInfo complete(
            ObjectKey key, String uploadId, List<Part> parts, PutOptions options) {
        if (options.ifAbsent() && calls.head(key).isPresent()) {
            return calls.ownObject(
                    key,
                    options,
                    new StoreException(Code.ALREADY_EXISTS, "The object " + key + " exists."));
        }
        List<CompletedPart> completed =
                parts.stream()
                        .map(part ->
                                CompletedPart.builder()
                                        .partNumber(part.number())
                                        .eTag('"' + part.tag() + '"')
                                        .build())
                        .toList();
        try {
            calls.clients()
                    .repeating()
                    .completeMultipartUpload(r -> {
                        r.bucket(calls.bucket())
                                .key(key.value())
                                .uploadId(uploadId)
                                .multipartUpload(m -> m.parts(completed))
                                .overrideConfiguration(
                                        c -> c.apiCallTimeout(S3Clients.DEADLINE.multipliedBy(5)));
                        if (options.ifAbsent() && calls.settings().manners().conditionalPut()) {
                            r.ifNoneMatch("*");
                        }
                    });
        } catch (RuntimeException e) {
            StoreException failure = calls.failures().of(e);
            if (failure.code() == Code.ALREADY_EXISTS
                    || S3Failures.codeOf(e).equals("NoSuchUpload")) {
                return calls.ownObject(key, options, failure);
            }
            throw failure;
        }
        return calls.head(key)
                .orElseThrow(() ->
                        new StoreException(
                                Code.UNKNOWN,
                                "The object " + key + " was completed and is not there."));
    }

    @Override
    public void abort(ObjectKey key, String uploadId) {
        try {
            calls.clients()
                    .repeating()
                    .abortMultipartUpload(
                            r -> r.bucket(calls.bucket()).key(key.value()).uploadId(uploadId));
        } catch (RuntimeException e) {
            if (!S3Failures.codeOf(e).equals("NoSuchUpload")) {
                throw calls.failures().of(e);
            }
        }
    }

    @Override
    public List<String> pending(ObjectKey key) {
        List<String> ids = new ArrayList<>();
        String keyMarker = "";
        String idMarker = "";
        boolean more;
        do {
            ListMultipartUploadsResponse page = page(key, keyMarker, idMarker);
            page.uploads().stream()
                    .filter(upload -> key.value().equals(upload.key()))
                    .map(MultipartUpload::uploadId)
                    .forEach(ids::add);
            more = Boolean.TRUE.equals(page.isTruncated()) && page.nextKeyMarker() != null;
            if (more) {
                keyMarker = page.nextKeyMarker();
                idMarker = page.nextUploadIdMarker() == null ? "" : page.nextUploadIdMarker();
            }
        } while (more && key.value().compareTo(keyMarker) >= 0);
        return ids;
    }

    private ListMultipartUploadsResponse page(ObjectKey key, String keyMarker, String idMarker) {
        return calls.call(() ->
                calls.clients()
                        .repeating()
                        .listMultipartUploads(r -> {
                            r.bucket(calls.bucket()).prefix(key.value());
                            if (!keyMarker.isEmpty()) {
                                r.keyMarker(keyMarker);
                            }
                            if (!idMarker.isEmpty()) {
                                r.uploadIdMarker(idMarker);
                            }
                        }));
    }
}
