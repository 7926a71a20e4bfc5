package dev.storeward.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.azure.wire.Deadline;
import dev.storeward.store.azure.wire.Escapes;
import dev.storeward.store.azure.wire.MetadataNames;
import dev.storeward.store.connector.LostReply;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One container's client, and the calls that more than one part of the store makes. Requests for
 * one blob are sent through the SDK's pipeline, which signs and repeats them: its own methods for
 * bodies either hold them in memory or read them with a request for every few megabytes.
 */
record AzureCalls(AzureSettings settings, BlobContainerClient container, AzureFailures failures) {

    /** The longest a call without a body may take, all attempts together. */
    static final Duration DEADLINE = Duration.ofSeconds(60);

    /** A sender slower than this, in bytes a second, does not hold a call open. */
    private static final long SLOWEST = 64 << 10;

    private static final HttpHeaderName VERSION = HttpHeaderName.fromString("x-ms-version");
    private static final Context WHOLE = new Context("azure-eagerly-read-response", true);

    /** The longest a call with a body may take, all attempts together. */
    static Duration deadline(long length) {
        return DEADLINE.plusSeconds(length / SLOWEST);
    }

    /**
     * A request for one blob.
     *
     * @param query such as {@code ?comp=block}, or empty
     */
    HttpRequest request(HttpMethod method, ObjectKey key, String query) {
        HttpRequest request =
                new HttpRequest(
                        method,
                        settings.service()
                                + "/"
                                + settings.container()
                                + "/"
                                + Escapes.path(key.value())
                                + query);
        request.setHeader(VERSION, container.getServiceVersion().getVersion());
        // The SDK's signature takes a missing length for the word "null".
        request.setHeader(HttpHeaderName.CONTENT_LENGTH, "0");
        // What lies encoded comes as it lies.
        request.setHeader(HttpHeaderName.ACCEPT_ENCODING, "identity");
        return request;
    }

    /** Sends a request with a body, which may be empty. */
    HttpResponse send(HttpRequest request, BinaryData body, long length) {
        request.setBody(body);
        request.setHeader(HttpHeaderName.CONTENT_LENGTH, Long.toString(length));
        return succeeded(within(deadline(length), () -> exchange(request, WHOLE)));
    }

    /** Sends a request and reads the answer to its end. */
    HttpResponse send(HttpRequest request) {
        return succeeded(within(DEADLINE, () -> exchange(request, WHOLE)));
    }

    /** Sends a request whose answer's body is read by the caller, who closes it. */
    HttpResponse open(HttpRequest request) {
        return succeeded(within(DEADLINE, () -> exchange(request, Context.NONE)));
    }

    private HttpResponse exchange(HttpRequest request, Context context) {
        return container.getHttpPipeline().sendSync(request, context);
    }

    private HttpResponse within(Duration limit, Supplier<HttpResponse> exchange) {
        try {
            return Deadline.within(limit, settings.name(), exchange, HttpResponse::close);
        } catch (RuntimeException e) {
            throw failures.of(e);
        }
    }

    private HttpResponse succeeded(HttpResponse answer) {
        int status = answer.getStatusCode();
        if (status < 200 || status > 299) {
            answer.close();
            throw failures.answered(answer);
        }
        if (answer.getHeaderValue(AzureFailures.REQUEST_ID) == null) {
            answer.close();
            throw failures.noStore();
        }
        return answer;
    }

    /** Makes a call of the SDK's own, whose every failure becomes a {@link StoreException}. */
    <T> T call(Supplier<T> request) {
        try {
            return Deadline.within(DEADLINE, settings.name(), request, _ -> {});
        } catch (RuntimeException e) {
            throw failures.of(e);
        }
    }

    Optional<ObjectInfo> head(ObjectKey key) {
        try {
            HttpResponse answer = send(request(HttpMethod.HEAD, key, ""));
            return Optional.of(
                    described(key, number(answer, HttpHeaderName.CONTENT_LENGTH), answer));
        } catch (StoreException e) {
            if (e.code() == Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The object under a key that is taken, where the writer wrote it; else the refusal. */
    ObjectInfo ownObject(ObjectKey key, PutOptions options, StoreException refusal) {
        return LostReply.own(options, () -> head(key), refusal);
    }

    /** The object as an answer's headers describe it. */
    static ObjectInfo described(ObjectKey key, long size, HttpResponse answer) {
        HttpHeaders headers = answer.getHeaders();
        return new ObjectInfo(
                key, size, tag(headers), lastModified(headers), MetadataNames.read(headers));
    }

    /** What every answer names; one that does not was cut off among its headers. */
    long number(HttpResponse answer, HttpHeaderName name) {
        String value = answer.getHeaderValue(name);
        if (value == null || !value.matches("[0-9]{1,18}")) {
            throw new StoreException(
                    Code.UNREACHABLE, "The " + settings.name() + " answered without a length.");
        }
        return Long.parseLong(value);
    }

    static String tag(HttpHeaders headers) {
        return unquoted(Optional.ofNullable(headers.getValue(HttpHeaderName.ETAG)).orElse(""));
    }

    static String unquoted(String tag) {
        return tag.replace("\"", "");
    }

    static Instant lastModified(HttpHeaders headers) {
        String date = headers.getValue(HttpHeaderName.LAST_MODIFIED);
        try {
            return date == null
                    ? Instant.EPOCH
                    : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
