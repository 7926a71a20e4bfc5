package dev.storeward.store.s3;

import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.s3.S3Request.Method;
import dev.storeward.store.s3.error.S3Failures;
import dev.storeward.store.s3.wire.WireAnswer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes in batches; one by one where a server knows no batches. */
record S3Deletes(S3Calls calls) {
    private static final int BATCH = 1000;

    List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        List<ObjectKey> all = keys.stream().distinct().toList();
        List<DeleteFailure> failures = new ArrayList<>();
        for (int from = 0; from < all.size(); from += BATCH) {
            List<ObjectKey> batch = all.subList(from, Math.min(all.size(), from + BATCH));
            failures.addAll(batch.size() == 1 ? singly(batch) : together(batch));
        }
        return failures;
    }

    private List<DeleteFailure> together(List<ObjectKey> keys) {
        List<ObjectIdentifier> objects =
                keys.stream()
                        .map(key -> ObjectIdentifier.builder().key(key.value()).build())
                        .toList();
        DeleteObjectsResponse answer;
        try {
            answer =
                    calls.clients()
                            .repeating()
                            .deleteObjects(r ->
                                    r.bucket(calls.bucket())
                                            .delete(d -> d.objects(objects).quiet(true)));
        } catch (RuntimeException e) {
            if (S3Failures.codeOf(e).equals("NotImplemented")) {
                return singly(keys);
            }
            StoreException failure = calls.failures().of(e);
            if (failure.code() == Code.FORBIDDEN) {
                return apart(keys, failure);
            }
            throw failure;
        }
        return dated(
                calls.call(() ->
                        answer.errors().stream()
                                .filter(error -> !"NoSuchKey".equals(error.code()))
                                .map(S3Deletes::failure)
                                .toList()));
    }

    /** Some servers ask of a batch the permission on the bucket, which nobody grants. */
    private List<DeleteFailure> apart(List<ObjectKey> keys, StoreException refusal) {
        List<DeleteFailure> failures = new ArrayList<>(singly(keys.subList(0, 1)));
        boolean refused =
                failures.stream().anyMatch(failure -> failure.reason().code() == Code.FORBIDDEN);
        if (refused) {
            throw refusal;
        }
        failures.addAll(singly(keys.subList(1, keys.size())));
        return failures;
    }

    private List<DeleteFailure> singly(List<ObjectKey> keys) {
        List<DeleteFailure> failures = new ArrayList<>();
        for (ObjectKey key : keys) {
            try {
                calls.clients().objects().send(S3Request.plain(Method.DELETE, key));
            } catch (StoreException e) {
                switch (e.code()) {
                    case NOT_FOUND -> {
                        // Gone is what was asked for.
                    }
                    case BUCKET_NOT_FOUND, UNAUTHENTICATED -> throw e;
                    default -> failures.add(new DeleteFailure(key, e));
                }
            }
        }
        return dated(failures);
    }

    /**
     * The failures, where a lock is the reason with its day. A refusal does not say so: the objects
     * do. When the first is not locked, the others are not asked. Where versions are kept a delete
     * leaves the locked one be, and is refused for another reason.
     */
    private List<DeleteFailure> dated(List<DeleteFailure> failures) {
        if (calls.settings().manners().versioned()) {
            return failures;
        }
        List<DeleteFailure> dated = new ArrayList<>();
        boolean locked = true;
        for (DeleteFailure failure : failures) {
            boolean refused = failure.reason().code() == Code.FORBIDDEN;
            Optional<StoreException> retained =
                    refused && locked ? retained(failure) : Optional.empty();
            locked &= !refused || retained.isPresent();
            dated.add(new DeleteFailure(failure.key(), retained.orElse(failure.reason())));
        }
        return dated;
    }

    private Optional<StoreException> retained(DeleteFailure failure) {
        try {
            S3Objects objects = calls.clients().objects();
            WireAnswer answer = objects.send(S3Request.plain(Method.HEAD, failure.key()));
            String place = calls.settings().name();
            if (answer.header("x-amz-object-lock-legal-hold").filter("ON"::equals).isPresent()) {
                return Optional.of(StoreException.held(place, failure.reason()));
            }
            return answer.header("x-amz-object-lock-retain-until-date")
                    .map(Instant::parse)
                    .filter(until -> until.isAfter(objects.clock().instant()))
                    .map(until -> StoreException.retained(place, until, failure.reason()));
        } catch (StoreException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static DeleteFailure failure(S3Error error) {
        String name = Optional.ofNullable(error.code()).orElse("");
        Code code =
                switch (name) {
                    case "AccessDenied" -> Code.FORBIDDEN;
                    case "SlowDown", "ServiceUnavailable" -> Code.THROTTLED;
                    default -> Code.UNKNOWN;
                };
        return new DeleteFailure(
                new ObjectKey(error.key()),
                new StoreException(
                        code,
                        "The object "
                                + error.key()
                                + " was not deleted ("
                                + name.replaceAll("[^A-Za-z0-9.]", "")
                                + ")."));
    }
}
