package dev.storeward.store.gcs;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.EmptyContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.json.JsonHttpContent;
import com.google.api.client.json.JsonObjectParser;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.model.StorageObject;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One resumable upload. Whatever breaks, the service is asked how far it got, and the chunk at hand
 * goes on from there. Belongs to one thread.
 */
final class GcsUpload {
    private static final Pattern HAVE = Pattern.compile("bytes=0-([0-9]{1,18})");

    /** The service's answer to a request that was understood, and to which more is to follow. */
    private static final int GO_ON = 308;

    private final GcsCalls calls;
    private final String session;
    private long sent;

    private GcsUpload(GcsCalls calls, String session) {
        this.calls = calls;
        this.session = session;
    }

    /** Begins an upload. One whose answer is lost is forgotten by the service in a week. */
    static GcsUpload start(GcsCalls calls, ObjectKey key, PutOptions options) {
        StorageObject description =
                new StorageObject()
                        .setName(key.value())
                        .setContentType(options.contentType())
                        .setMetadata(options.metadata());
        GenericUrl url =
                new GenericUrl(
                        calls.client().endpoint()
                                + "/upload/storage/v1/b/"
                                + calls.settings().bucket()
                                + "/o");
        url.put("uploadType", "resumable");
        if (options.ifAbsent()) {
            url.put("ifGenerationMatch", "0");
        }
        HttpContent content = new JsonHttpContent(GsonFactory.getDefaultInstance(), description);
        Attempts attempts = new Attempts();
        while (true) {
            try {
                HttpRequest request = plain(calls.client().api().buildPostRequest(url, content));
                HttpResponse response = request.execute();
                try {
                    return new GcsUpload(calls, begun(calls, response));
                } finally {
                    response.disconnect();
                }
            } catch (IOException | RuntimeException e) {
                attempts.againOrThrow(calls.failures().of(e));
            }
        }
    }

    private static String begun(GcsCalls calls, HttpResponse response) throws IOException {
        if (response.getStatusCode() >= 300) {
            throw calls.answers().refused(response);
        }
        return calls.sent(response.getHeaders().getLocation(), "place for the upload");
    }

    private static HttpRequest plain(HttpRequest request) {
        return request.setThrowExceptionOnExecuteError(false)
                .setFollowRedirects(false)
                .setNumberOfRetries(1)
                .setParser(new JsonObjectParser(GsonFactory.getDefaultInstance()));
    }

    /** Sends a chunk that is not the last: a multiple of 256 KiB. */
    void send(byte[] bytes, int length) {
        if (whole(bytes, length, Optional.empty()).isPresent()) {
            throw new StoreException(
                    Code.UNKNOWN,
                    "The " + calls.settings().name() + " ended an upload that goes on.");
        }
    }

    /**
     * Sends the last chunk, which may be empty, and makes the object visible.
     *
     * @param crc32c of the whole object, in Base64
     */
    StorageObject finish(byte[] bytes, int length, String crc32c) {
        return whole(bytes, length, Optional.of(crc32c))
                .orElseThrow(() ->
                        new StoreException(
                                Code.UNKNOWN,
                                "The " + calls.settings().name() + " did not end an upload."));
    }

    private Optional<StorageObject> whole(byte[] bytes, int length, Optional<String> crc32c) {
        long start = sent;
        long end = start + length;
        Attempts attempts = new Attempts();
        boolean sure = true;
        while (true) {
            try {
                Optional<StorageObject> done =
                        sure ? chunk(bytes, start, end, crc32c) : state(end, crc32c);
                if (done.isPresent() || (sent == end && crc32c.isEmpty())) {
                    return done;
                }
                sure = true;
            } catch (IOException | RuntimeException e) {
                attempts.againOrThrow(calls.failures().of(e));
                sure = false;
            }
            if (sent < start || sent > end) {
                throw new StoreException(
                        Code.UNKNOWN,
                        "The " + calls.settings().name() + " lost a part of an upload.");
            }
        }
    }

    private Optional<StorageObject> chunk(
            byte[] bytes, long start, long end, Optional<String> crc32c) throws IOException {
        String total = crc32c.isPresent() ? Long.toString(end) : "*";
        int length = Math.toIntExact(end - sent);
        String range =
                length == 0 ? "bytes */" + total : "bytes " + sent + "-" + (end - 1) + "/" + total;
        HttpContent content =
                length == 0
                        ? new EmptyContent()
                        : new ByteArrayContent(
                                "application/octet-stream",
                                bytes,
                                Math.toIntExact(sent - start),
                                length);
        return put(range, content, crc32c);
    }

    /** Asks how far the service got. */
    private Optional<StorageObject> state(long end, Optional<String> crc32c) throws IOException {
        return put(
                "bytes */" + (crc32c.isPresent() ? Long.toString(end) : "*"),
                new EmptyContent(),
                crc32c);
    }

    private Optional<StorageObject> put(String range, HttpContent content, Optional<String> crc32c)
            throws IOException {
        HttpRequest request =
                plain(calls.client().api().buildPutRequest(new GenericUrl(session, true), content));
        request.getHeaders().setContentRange(range);
        crc32c.ifPresent(sum -> request.getHeaders().set("x-goog-hash", "crc32c=" + sum));
        HttpResponse response = request.execute();
        try {
            int status = response.getStatusCode();
            if (status == GO_ON && response.getHeaders().getLocation() == null) {
                sent = have(response.getHeaders().getRange());
                return Optional.empty();
            }
            if (status >= 300) {
                throw calls.answers().refused(response);
            }
            return Optional.of(calls.sent(response.parseAs(StorageObject.class), "description"));
        } finally {
            response.disconnect();
        }
    }

    private static long have(@Nullable String range) {
        Matcher have = HAVE.matcher(range == null ? "" : range);
        return have.matches() ? Long.parseLong(have.group(1)) + 1 : 0;
    }

    /** Gives the upload up; what went wrong with that does not matter to anybody. */
    void cancel(RuntimeException failure) {
        try {
            plain(calls.client().api().buildDeleteRequest(new GenericUrl(session, true)))
                    .execute()
                    .disconnect();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(calls.failures().of(e));
        }
    }
}
