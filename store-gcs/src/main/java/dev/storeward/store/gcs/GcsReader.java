package dev.storeward.store.gcs;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.gax.paging.Page;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobListOption;
import dev.storeward.store.ByteRange;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.http.PercentEncoding;
import dev.storeward.store.stream.SizedBody;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects, and pages of what a bucket holds. An object is read by the service's XML path,
 * whose one answer holds bytes, size and metadata of one generation; the JSON form would take two
 * requests for a read.
 */
record GcsReader(GcsCalls calls) {
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");
    private static final String METADATA = "x-goog-meta-";

    ObjectBody get(ObjectKey key, ByteRange range) {
        Attempts attempts = new Attempts();
        while (true) {
            try {
                return once(key, range);
            } catch (StoreException e) {
                attempts.againOrThrow(e);
            }
        }
    }

    private ObjectBody once(ObjectKey key, ByteRange range) {
        String header =
                switch (range) {
                    case ByteRange.All() -> "";
                    case ByteRange.From(long first) -> "bytes=" + first + "-";
                    case ByteRange.Between(long first, long last) -> "bytes=" + first + "-" + last;
                    case ByteRange.Last(long count) -> "bytes=-" + count;
                };
        try {
            HttpRequest request =
                    calls.client().media().buildGetRequest(new GenericUrl(url(key), true));
            request.setThrowExceptionOnExecuteError(false)
                    .setFollowRedirects(false)
                    .setNumberOfRetries(1)
                    .setResponseReturnRawInputStream(true);
            request.getHeaders().setAcceptEncoding("identity");
            if (!header.isEmpty()) {
                request.getHeaders().setRange(header);
            }
            HttpResponse response = request.execute();
            try {
                return body(key, range, response);
            } catch (RuntimeException | IOException e) {
                response.disconnect();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            throw calls.failures().of(e);
        }
    }

    private String url(ObjectKey key) {
        return calls.client().endpoint()
                + "/"
                + calls.settings().bucket()
                + "/"
                + PercentEncoding.path(key.value());
    }

    private ObjectBody body(ObjectKey key, ByteRange range, HttpResponse response)
            throws IOException {
        int status = response.getStatusCode();
        if (status != 200 && status != 206) {
            throw calls.answers().refused(response);
        }
        HttpHeaders headers = response.getHeaders();
        long length = length(headers);
        long offset = 0;
        long size = length;
        if (!(range instanceof ByteRange.All)) {
            Matcher given =
                    CONTENT_RANGE.matcher(
                            headers.getContentRange() == null ? "" : headers.getContentRange());
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
        String generation =
                calls.sent(headers.getFirstHeaderStringValue("x-goog-generation"), "generation");
        ObjectInfo info =
                new ObjectInfo(
                        key,
                        size,
                        generation,
                        modified(headers.getLastModified()),
                        metadata(headers));
        @Nullable InputStream content = response.getContent();
        return new ObjectBody(
                info,
                offset,
                length,
                new SizedBody(
                        content == null ? InputStream.nullInputStream() : content,
                        length,
                        response::disconnect));
    }

    /** An answer without a length is none of this service. */
    private long length(HttpHeaders headers) {
        @Nullable Long length = headers.getContentLength();
        return calls.sent(length, "length");
    }

    private static Map<String, String> metadata(HttpHeaders headers) {
        Map<String, String> metadata = new TreeMap<>();
        headers.getUnknownKeys()
                .forEach((name, value) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (lower.startsWith(METADATA)) {
                        String text =
                                value instanceof List<?> all
                                        ? (all.isEmpty() ? "" : String.valueOf(all.getFirst()))
                                        : String.valueOf(value);
                        metadata.put(lower.substring(METADATA.length()), text);
                    }
                });
        return metadata;
    }

    private static Instant modified(@Nullable String date) {
        try {
            return date == null
                    ? Instant.EPOCH
                    : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    ObjectPage list(ListRequest request) {
        List<BlobListOption> options = new ArrayList<>();
        options.add(BlobListOption.pageSize(request.limit()));
        options.add(
                BlobListOption.fields(
                        BlobField.NAME, BlobField.SIZE, BlobField.GENERATION, BlobField.UPDATED));
        if (!request.prefix().isEmpty()) {
            options.add(BlobListOption.prefix(request.prefix()));
        }
        if (!request.cursor().isEmpty()) {
            options.add(BlobListOption.pageToken(request.cursor()));
        }
        Page<Blob> page;
        try {
            page =
                    calls.call(() ->
                            calls.client()
                                    .storage()
                                    .list(
                                            calls.settings().bucket(),
                                            options.toArray(BlobListOption[]::new)));
        } catch (StoreException e) {
            throw e.code() == Code.NOT_FOUND ? calls.failures().noBucket(e) : e;
        }
        List<ObjectInfo> objects = new ArrayList<>();
        for (Blob blob : page.getValues()) {
            if (ObjectKey.problemOf(blob.getName()).isEmpty()) {
                objects.add(calls.info(new ObjectKey(blob.getName()), blob));
            }
        }
        @Nullable String next = page.getNextPageToken();
        return new ObjectPage(objects, next == null ? "" : next);
    }
}
