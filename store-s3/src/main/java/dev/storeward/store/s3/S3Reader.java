package dev.storeward.store.s3;

import dev.storeward.store.ByteRange;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.s3.S3Request.Method;
import dev.storeward.store.s3.wire.WireAnswer;
import dev.storeward.store.stream.SizedBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Reads objects, and pages of what a place holds. */
record S3Reader(S3Calls calls) {
    private static final long WORTH_READING = 64 << 10;
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

    ObjectBody get(ObjectKey key, ByteRange range) {
        String header =
                switch (range) {
                    case ByteRange.All() -> "";
                    case ByteRange.From(long first) -> "bytes=" + first + "-";
                    case ByteRange.Between(long first, long last) -> "bytes=" + first + "-" + last;
                    case ByteRange.Last(long count) -> "bytes=-" + count;
                };
        WireAnswer answer = open(key, header);
        try {
            return body(key, range, answer);
        } catch (RuntimeException e) {
            answer.close();
            throw e;
        }
    }

    private WireAnswer open(ObjectKey key, String range) {
        S3Request request = S3Request.plain(Method.GET, key);
        try {
            return calls.clients()
                    .objects()
                    .send(range.isEmpty() ? request : request.with("range", range));
        } catch (StoreException e) {
            if (calls.missesUnseen(e, key)) {
                throw new StoreException(
                        Code.NOT_FOUND,
                        "There is no such object in the " + calls.settings().name() + ".",
                        e);
            }
            throw e;
        }
    }

    private ObjectBody body(ObjectKey key, ByteRange range, WireAnswer answer) {
        long length = calls.length(answer);
        long offset = 0;
        long size = length;
        if (!(range instanceof ByteRange.All)) {
            Matcher given = CONTENT_RANGE.matcher(answer.header("Content-Range").orElse(""));
            if (given.matches()) {
                offset = Long.parseLong(given.group(1));
                size = Long.parseLong(given.group(3));
            }
            ByteRange.Slice asked = range.within(size);
            if (asked.offset() != offset || asked.length() != length) {
                throw new StoreException(
                        Code.UNKNOWN, "The " + calls.settings().name() + " sent another range.");
            }
        }
        ObjectInfo info = calls.info(key, size, answer);
        try {
            return new ObjectBody(info, offset, length, body(answer, length));
        } catch (IOException e) {
            throw calls.failures().of(e);
        }
    }

    /**
     * Closed early it gives up the connection rather than read what nobody wants, unless so little
     * is left that reading it is cheaper.
     */
    private static InputStream body(WireAnswer answer, long length) throws IOException {
        InputStream sent = answer.body();
        return new SizedBody(
                sent,
                length,
                left -> {
                    if (left > WORTH_READING) {
                        answer.close();
                    } else {
                        sent.close();
                    }
                });
    }

    ObjectPage list(ListRequest request) {
        ListObjectsV2Response page = page(request);
        return calls.call(() -> objects(page));
    }

    private ObjectPage objects(ListObjectsV2Response page) {
        boolean more = calls.proof(page.isTruncated());
        List<ObjectInfo> objects =
                page.contents().stream()
                        .filter(object -> ObjectKey.problemOf(object.key()).isEmpty())
                        .map(object ->
                                new ObjectInfo(
                                        new ObjectKey(object.key()),
                                        object.size(),
                                        S3Calls.tag(object.eTag()),
                                        S3Calls.orEpoch(object.lastModified()),
                                        Map.of()))
                        .toList();
        String next = page.nextContinuationToken();
        return new ObjectPage(objects, more && next != null ? next : "");
    }

    private ListObjectsV2Response page(ListRequest request) {
        return calls.call(() ->
                calls.clients()
                        .repeating()
                        .listObjectsV2(r -> {
                            r.bucket(calls.bucket())
                                    .prefix(request.prefix())
                                    .maxKeys(request.limit());
                            if (!request.cursor().isEmpty()) {
                                r.continuationToken(request.cursor());
                            }
                        }));
    }
}
