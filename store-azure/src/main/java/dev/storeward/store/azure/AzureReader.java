package dev.storeward.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.rest.PagedResponse;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.ListBlobsOptions;
import dev.storeward.store.ByteRange;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.stream.SizedBody;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads objects, and pages of what a place holds. */
record AzureReader(AzureCalls calls) {
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

    ObjectBody get(ObjectKey key, ByteRange range) {
        HttpRequest request = calls.request(HttpMethod.GET, key, "");
        String header =
                switch (range) {
                    case ByteRange.All() -> "";
                    case ByteRange.From(long first) -> "bytes=" + first + "-";
                    case ByteRange.Between(long first, long last) -> "bytes=" + first + "-" + last;
                    case ByteRange.Last _ -> lastBytes(key, range);
                };
        if (!header.isEmpty()) {
            request.setHeader(HttpHeaderName.RANGE, header);
        }
        HttpResponse answer = calls.open(request);
        try {
            return body(key, range, answer);
        } catch (RuntimeException e) {
            answer.close();
            throw e;
        }
    }

    /** Azure counts from the beginning only: the size is asked for first. */
    private String lastBytes(ObjectKey key, ByteRange range) {
        long size =
                calls.head(key)
                        .orElseThrow(() ->
                                new StoreException(
                                        Code.NOT_FOUND, "There is no object " + key + "."))
                        .size();
        ByteRange.Slice slice = range.within(size);
        return "bytes=" + slice.offset() + "-" + (slice.offset() + slice.length() - 1);
    }

    private ObjectBody body(ObjectKey key, ByteRange range, HttpResponse answer) {
        long length = calls.number(answer, HttpHeaderName.CONTENT_LENGTH);
        long offset = 0;
        long size = length;
        if (!(range instanceof ByteRange.All)) {
            Matcher given =
                    CONTENT_RANGE.matcher(
                            Optional.ofNullable(answer.getHeaderValue(HttpHeaderName.CONTENT_RANGE))
                                    .orElse(""));
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
        return new ObjectBody(
                AzureCalls.described(key, size, answer),
                offset,
                length,
                new SizedBody(answer.getBodyAsInputStreamSync(), length, answer));
    }

    ObjectPage list(ListRequest request) {
        return calls.call(() -> objects(page(request)));
    }

    private static ObjectPage objects(PagedResponse<BlobItem> page) {
        List<ObjectInfo> objects =
                page.getValue().stream()
                        .filter(item -> ObjectKey.problemOf(item.getName()).isEmpty())
                        .map(AzureReader::described)
                        .toList();
        return new ObjectPage(objects, Optional.ofNullable(page.getContinuationToken()).orElse(""));
    }

    private PagedResponse<BlobItem> page(ListRequest request) {
        ListBlobsOptions options =
                new ListBlobsOptions()
                        .setPrefix(request.prefix())
                        .setMaxResultsPerPage(request.limit());
        return calls.container()
                .listBlobs(options, request.cursor(), null)
                .iterableByPage()
                .iterator()
                .next();
    }

    private static ObjectInfo described(BlobItem item) {
        return new ObjectInfo(
                new ObjectKey(item.getName()),
                item.getProperties().getContentLength(),
                AzureCalls.unquoted(Optional.ofNullable(item.getProperties().getETag()).orElse("")),
                item.getProperties().getLastModified().toInstant(),
                Map.of());
    }
}
