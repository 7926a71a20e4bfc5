package dev.storeward.store.s3;

import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** One bucket's clients, and the calls that more than one part of the store makes. */
record S3Calls(S3Settings settings, S3Clients clients, S3Failures failures) {

    /** Metadata that names the writer of an object, by which it knows its own. */
    static final String WRITER = "sw-object";

    String bucket() {
        return settings.bucket();
    }

    /** Makes a call whose every failure becomes a {@link StoreException}. */
    <T> T call(Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw failures.of(e);
        }
    }

    private <T> T callHead(Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw failures.ofHead(e);
        }
    }

    Optional<ObjectInfo> head(ObjectKey key) {
        try {
            HeadObjectResponse answer =
                    callHead(() ->
                            clients.repeating()
                                    .headObject(r -> r.bucket(bucket()).key(key.value())));
            return Optional.of(
                    new ObjectInfo(
                            key,
                            length(answer.contentLength()),
                            tag(proof(answer.eTag())),
                            orEpoch(answer.lastModified()),
                            metadata(answer.metadata())));
        } catch (StoreException e) {
            if (missesUnseen(e, key)) {
                return Optional.empty();
            }
            if (e.code() != Code.NOT_FOUND) {
                throw e;
            }
            requireBucket();
            return Optional.empty();
        }
    }

    /**
     * Whether a refusal hides no more than that there is no such object. Who may list names only
     * under a prefix is refused objects that are not there, as if they were.
     */
    boolean missesUnseen(StoreException refusal, ObjectKey key) {
        if (refusal.code() != Code.FORBIDDEN || refusal.reason() != Reason.UNSPECIFIED) {
            return false;
        }
        try {
            return call(() ->
                            clients.repeating()
                                    .listObjectsV2(
                                            r -> r.bucket(bucket()).prefix(key.value()).maxKeys(1)))
                    .contents()
                    .stream()
                    .noneMatch(object -> key.value().equals(object.key()));
        } catch (StoreException e) {
            return false;
        }
    }

    /**
     * An answer to HEAD has no body: only the bucket itself can tell which of the two is missing.
     */
    private void requireBucket() {
        try {
            callHead(() -> clients.repeating().headBucket(r -> r.bucket(bucket())));
        } catch (StoreException e) {
            if (e.code() == Code.NOT_FOUND || e.code() == Code.BUCKET_NOT_FOUND) {
                throw new StoreException(
                        Code.BUCKET_NOT_FOUND, "There is no " + settings.name() + ".", e);
            }
            // A credential may be allowed its objects and not its bucket.
            if (e.code() != Code.FORBIDDEN) {
                throw e;
            }
        }
    }

    /** Whether the object under the key was written by whoever wrote this metadata. */
    Optional<ObjectInfo> ownObject(ObjectKey key, Map<String, String> metadata) {
        Optional<String> writer = Optional.ofNullable(metadata.get(WRITER));
        return writer.flatMap(
                own -> head(key).filter(info -> own.equals(info.metadata().get(WRITER))));
    }

    /** What every answer names; one that does not was cut off among its headers. */
    long length(@Nullable Long given) {
        return sent(given, "length");
    }

    /** A part of an answer that can be missing only where the connection broke. */
    <T> T sent(@Nullable T given, String what) {
        if (given == null) {
            throw new StoreException(
                    Code.UNREACHABLE,
                    Reason.BROKEN,
                    "The " + settings.name() + " answered without a " + what + ".");
        }
        return given;
    }

    /** A part of an answer that every S3 server sends, so that nothing else is taken for one. */
    <T> T proof(@Nullable T given) {
        if (given == null) {
            throw failures.notAStore();
        }
        return given;
    }

    static String tag(@Nullable String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }

    static Instant orEpoch(@Nullable Instant time) {
        return time == null ? Instant.EPOCH : time;
    }

    /** When the server says it answered, which is when it wrote. */
    static Instant answeredAt(SdkResponse response) {
        try {
            return response.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
                    .orElse(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    static Map<String, String> metadata(@Nullable Map<String, String> given) {
        Map<String, String> lower = new HashMap<>();
        if (given != null) {
            given.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        }
        return lower;
    }
}
