package dev.storeward.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads.Part;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.azure.wire.MetadataNames;
import dev.storeward.store.stream.CheckedBody;
import dev.storeward.store.stream.FirstPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes one object: in one request where the body can be sent again or fits a buffer, else in
 * blocks through a buffer of bounded size.
 */
record AzureWriter(AzureCalls calls, AzureUploads uploads) {
    private static final HttpHeaderName BLOB_TYPE = HttpHeaderName.fromString("x-ms-blob-type");
    private static final HttpHeaderName CONTENT_TYPE =
            HttpHeaderName.fromString("x-ms-blob-content-type");

    /** Larger bodies go in blocks, also where they could be sent again as a whole. */
    private static final long LARGEST_SINGLE = 64L << 20;

    private static final int PART = 8 << 20;

    ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        OptionalLong length = body.length();
        if (body.reopenable() && length.isPresent() && length.getAsLong() <= LARGEST_SINGLE) {
            return single(key, body, length.getAsLong(), options);
        }
        try (CheckedBody in = CheckedBody.open(body)) {
            FirstPart first = FirstPart.of(in, length, partSize(length));
            if (first.whole()) {
                Content whole = Content.of(first.buffer(), 0, first.filled());
                return single(key, whole, first.filled(), options);
            }
            return blocks(key, in, first.buffer(), options);
        } catch (IOException e) {
            throw new StoreException(Code.CORRUPT, "The body could not be closed.", e);
        }
    }

    /** Large enough that a body of this length needs no more blocks than a blob may have. */
    private int partSize(OptionalLong length) {
        long needed = length.orElse(0) / uploads.maximumParts() + 1;
        if (needed > Integer.MAX_VALUE - 16) {
            throw new StoreException(Code.INVALID, "The body is larger than Azure can hold.");
        }
        return (int) Math.max(PART, needed);
    }

    private ObjectInfo single(ObjectKey key, Content body, long length, PutOptions options) {
        HttpRequest request = calls.request(HttpMethod.PUT, key, "");
        request.setHeader(BLOB_TYPE, "BlockBlob");
        request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/octet-stream");
        request.setHeader(HttpHeaderName.CONTENT_MD5, Bodies.md5(body));
        describe(request, options);
        try {
            HttpResponse answer = calls.send(request, Bodies.of(body, length), length);
            return new ObjectInfo(
                    key,
                    length,
                    AzureCalls.tag(answer.getHeaders()),
                    AzureCalls.lastModified(answer.getHeaders()),
                    options.metadata());
        } catch (StoreException e) {
            if (e.code() != Code.ALREADY_EXISTS) {
                throw e;
            }
            return calls.ownObject(key, options, e);
        }
    }

    /** What is kept beside the bytes, and the condition. */
    static void describe(HttpRequest request, PutOptions options) {
        if (!options.contentType().isEmpty()) {
            request.setHeader(CONTENT_TYPE, options.contentType());
        }
        MetadataNames.write(options.metadata(), request.getHeaders());
        if (options.ifAbsent()) {
            request.setHeader(HttpHeaderName.IF_NONE_MATCH, "*");
        }
    }

    private ObjectInfo blocks(ObjectKey key, CheckedBody in, byte[] buffer, PutOptions options) {
        String id = uploads.start(key, options);
        try {
            List<Part> parts = new ArrayList<>();
            int filled = buffer.length;
            while (filled > 0) {
                Content part = Content.of(buffer, 0, filled);
                parts.add(uploads.upload(key, id, parts.size() + 1, part));
                filled = in.readNBytes(buffer, 0, buffer.length);
            }
            return uploads.complete(key, id, parts, options);
        } catch (RuntimeException e) {
            abandon(key, id, e);
            throw e;
        }
    }

    private void abandon(ObjectKey key, String id, RuntimeException failure) {
        try {
            uploads.abort(key, id);
        } catch (StoreException e) {
            failure.addSuppressed(e);
        }
    }
}
