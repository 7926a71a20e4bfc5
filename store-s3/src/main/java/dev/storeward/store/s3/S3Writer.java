package dev.storeward.store.s3;

import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads.Part;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.s3.wire.Payload;
import dev.storeward.store.s3.wire.WireAnswer;
import dev.storeward.store.stream.CheckedBody;
import dev.storeward.store.stream.FirstPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes one object: in one request where the body can be sent again or fits a buffer, else in
 * parts through a buffer of bounded size.
 */
record S3Writer(S3Calls calls, S3Uploads uploads) {

    /** Larger bodies go in parts, also where they could be sent again as a whole. */
    private static final long LARGEST_SINGLE = 64L << 20;

    /** What S3 takes in one request at most. */
    private static final long LARGEST_REQUEST = 5L << 30;

    private static final int PART = 8 << 20;

    ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        OptionalLong length = body.length();
        boolean inParts = calls.settings().manners().multipart();
        if (length.isPresent() && atOnce(body, length.getAsLong(), inParts)) {
            return single(key, body, length.getAsLong(), options);
        }
        try (CheckedBody in = CheckedBody.open(body)) {
            FirstPart first = FirstPart.of(in, length, partSize(length));
            if (first.whole()) {
                Content whole = Content.of(first.buffer(), 0, first.filled());
                return single(key, whole, first.filled(), options);
            }
            if (!inParts) {
                throw new StoreException(
                        Code.INVALID,
                        StoreException.Reason.NOT_IMPLEMENTED,
                        "The "
                                + calls.settings().name()
                                + " takes no objects in parts, and this one is too large to be"
                                + " sent at once.");
            }
            return parts(key, in, first.buffer(), options);
        } catch (IOException e) {
            throw new StoreException(Code.CORRUPT, "The body could not be closed.", e);
        }
    }

    /** A body of known digest is read once, as it is sent; so it needs no buffer. */
    private static boolean atOnce(Content body, long length, boolean inParts) {
        return body.sha256().isPresent()
                ? !inParts || length <= LARGEST_REQUEST
                : body.reopenable() && (!inParts || length <= LARGEST_SINGLE);
    }

    /** Large enough that a body of this length needs no more parts than an upload may have. */
    private int partSize(OptionalLong length) {
        long needed = length.orElse(0) / uploads.maximumParts() + 1;
        if (needed > Integer.MAX_VALUE - 16) {
            throw new StoreException(Code.INVALID, "The body is larger than S3 can hold.");
        }
        return (int) Math.max(Math.max(PART, calls.settings().manners().smallestPart()), needed);
    }

    private ObjectInfo single(ObjectKey key, Content body, long length, PutOptions options) {
        boolean unsigned = unsigned(body, length);
        try {
            S3Request request = request(key, body, length, unsigned).described(options);
            WireAnswer answer =
                    calls.clients()
                            .objects()
                            .send(
                                    options.ifAbsent()
                                            ? request.with("if-none-match", "*")
                                            : request);
            return new ObjectInfo(
                    key,
                    length,
                    calls.etag(answer),
                    S3Objects.time(answer, "Date"),
                    options.metadata());
        } catch (StoreException e) {
            if (unsigned && e.code() == Code.FORBIDDEN) {
                throw signedOnly(e);
            }
            if (e.code() != Code.ALREADY_EXISTS) {
                throw body.sha256().isPresent() ? calls.ofTold(key, e) : e;
            }
            return calls.ownObject(key, options, e);
        }
    }

    /**
     * Whether a body's digest goes beside the signature, not into it. There are servers that hold a
     * signed body in memory to look at its digest before they take it.
     */
    private boolean unsigned(Content body, long length) {
        return length > LARGEST_SINGLE
                && body.sha256().isPresent()
                && !calls.clients().objects().signedOnly().get();
    }

    private static S3Request request(ObjectKey key, Content body, long length, boolean unsigned) {
        return unsigned
                ? S3Request.put(key, Payload.unsigned(body, length), length)
                        .with(
                                "x-amz-checksum-sha256",
                                Base64.getEncoder().encodeToString(body.sha256().orElseThrow()))
                : S3Request.put(key, Payload.of(body, length), length);
    }

    /** A bucket's policy may demand signed bodies; the next attempt has one. */
    private StoreException signedOnly(StoreException refusal) {
        calls.clients().objects().signedOnly().set(true);
        return new StoreException(
                Code.UNKNOWN,
                "The "
                        + calls.settings().name()
                        + " refused a large body whose digest was not part of the signature; from"
                        + " now on it is.",
                refusal);
    }

    private ObjectInfo parts(ObjectKey key, CheckedBody in, byte[] buffer, PutOptions options) {
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
