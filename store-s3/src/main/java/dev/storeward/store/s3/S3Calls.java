package dev.storeward.store.s3;

import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.connector.LostReply;
import dev.storeward.store.s3.S3Request.Method;
import dev.storeward.store.s3.error.S3Failures;
import dev.storeward.store.s3.settings.S3Settings;
import dev.storeward.store.s3.wire.WireAnswer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One bucket's clients, and the calls that more than one part of the store makes. */
record S3Calls(S3Settings settings, S3Clients clients, S3Failures failures) {

    String bucket() {
        return settings.bucket();
    }

    /** Makes a call whose every failure becomes a {@link StoreException}. */
    <T> T call(Supplier<T> request) {
        try {
            return request.get();
        } catch (RuntimeException e) {
            throw failures.of(e);
        }
    }

    private <T> T callHead(Supplier<T> request) {
        try {
            return request.get();
        } catch (RuntimeException e) {
            throw failures.ofHead(e);
        }
    }

    Optional<ObjectInfo> head(ObjectKey key) {
        try {
            WireAnswer answer = clients.objects().send(S3Request.plain(Method.HEAD, key));
            return Optional.of(info(key, length(answer), answer));
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

    /** The object under a key that is taken, where the writer wrote it; else the refusal. */
    ObjectInfo ownObject(ObjectKey key, PutOptions options, StoreException refusal) {
        return LostReply.own(options, () -> head(key), refusal);
    }

    /** The object that an answer describes. */
    ObjectInfo info(ObjectKey key, long size, WireAnswer answer) {
        return new ObjectInfo(
                key,
                size,
                etag(answer),
                S3Objects.time(answer, "Last-Modified"),
                answer.metadata());
    }

    /** What every answer names; one that does not was cut off among its headers. */
    long length(WireAnswer answer) {
        return answer.length().orElseThrow(() -> unsent("length"));
    }

    /** Every S3 server sends it, so that nothing else is taken for one. */
    String etag(WireAnswer answer) {
        return tag(answer.header("ETag").orElseThrow(failures::notAStore));
    }

    /** A part of an answer that can be missing only where the connection broke. */
    <T> T sent(@Nullable T given, String what) {
        if (given == null) {
            throw unsent(what);
        }
        return given;
    }

    private StoreException unsent(String what) {
        return new StoreException(
                Code.UNREACHABLE,
                Reason.BROKEN,
                "The " + settings.name() + " answered without a " + what + ".");
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

    /**
     * What a refusal of a body means whose digest the caller told: a server that computes the
     * signature anew from the bytes it got calls a wrong body a wrong signature. Where the same
     * secret is good for another request, it was the body.
     */
    StoreException ofTold(ObjectKey key, StoreException refusal) {
        if (refusal.reason() != Reason.SECRET_WRONG) {
            return refusal;
        }
        try {
            head(key);
        } catch (StoreException e) {
            return refusal;
        }
        return new StoreException(
                Code.CORRUPT,
                "The bytes for "
                        + key
                        + " are not those whose SHA-256 was told, or changed on their way to the "
                        + settings.name()
                        + ".",
                refusal);
    }
}
