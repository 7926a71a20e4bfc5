package dev.storeward.store.s3;

import dev.storeward.store.ByteRange;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Reads objects and lists. */
record S3Reader(S3Calls calls) {
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
        ResponseInputStream<GetObjectResponse> answer = open(key, header);
        try {
            return body(key, range, answer);
        } catch (RuntimeException e) {
            answer.abort();
            throw e;
        }
    }

    private ResponseInputStream<GetObjectResponse> open(ObjectKey key, String range) {
        try {
            return calls.call(() ->
                    calls.clients()
                            .repeating()
                            .getObject(r -> {
                                r.bucket(calls.bucket()).key(key.value());
                                if (!range.isEmpty()) {
                                    r.range(range);
                                }
                            }));
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

    private ObjectBody body(
            ObjectKey key, ByteRange range, ResponseInputStream<GetObjectResponse> answer) {
        GetObjectResponse response = answer.response();
        long length = calls.length(response.contentLength());
        long offset = 0;
        long size = length;
        if (!(range instanceof ByteRange.All)) {
            Matcher given =
                    CONTENT_RANGE.matcher(
                            response.contentRange() == null ? "" : response.contentRange());
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
        ObjectInfo info =
                new ObjectInfo(
                        key,
                        size,
                        S3Calls.tag(calls.proof(response.eTag())),
                        S3Calls.orEpoch(response.lastModified()),
                        S3Calls.metadata(response.metadata()));
        return new ObjectBody(info, offset, length, new S3Body(answer, length));
    }

    ObjectPage list(ListRequest request) {
        ListObjectsV2Response page = page(request);
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
