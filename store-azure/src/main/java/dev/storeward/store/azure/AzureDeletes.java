package dev.storeward.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/** Deletes objects one by one, several at once; snapshots go with their object. */
record AzureDeletes(AzureCalls calls) {
    private static final int AT_ONCE = 16;
    private static final HttpHeaderName SNAPSHOTS =
            HttpHeaderName.fromString("x-ms-delete-snapshots");

    private static final HttpHeaderName UNTIL =
            HttpHeaderName.fromString("x-ms-immutability-policy-until-date");

    List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        List<ObjectKey> all = keys.stream().distinct().toList();
        if (all.size() <= 1) {
            return all.stream().flatMap(key -> delete(key).stream()).toList();
        }
        AtomicReference<Optional<StoreException>> stop = new AtomicReference<>(Optional.empty());
        List<Callable<Optional<DeleteFailure>>> tasks =
                all.stream()
                        .<Callable<Optional<DeleteFailure>>>map(
                                key -> () -> unlessStopped(key, stop))
                        .toList();
        List<DeleteFailure> failures = new ArrayList<>();
        try (ExecutorService workers =
                Executors.newFixedThreadPool(
                        Math.min(AT_ONCE, all.size()), Thread.ofVirtual().factory())) {
            for (Future<Optional<DeleteFailure>> done : workers.invokeAll(tasks)) {
                done.get().ifPresent(failures::add);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    Code.UNREACHABLE,
                    Reason.UNSPECIFIED,
                    "The " + calls.settings().name() + " was given up by its caller.",
                    e);
        } catch (ExecutionException e) {
            throw calls.failures().of(e);
        }
        stop.get()
                .ifPresent(failure -> {
                    throw failure;
                });
        return failures;
    }

    /** What is wrong with the whole container ends the work on all keys. */
    private Optional<DeleteFailure> unlessStopped(
            ObjectKey key, AtomicReference<Optional<StoreException>> stop) {
        if (stop.get().isPresent()) {
            return Optional.empty();
        }
        try {
            return delete(key);
        } catch (StoreException e) {
            stop.set(Optional.of(e));
            return Optional.empty();
        }
    }

    private Optional<DeleteFailure> delete(ObjectKey key) {
        HttpRequest request = calls.request(HttpMethod.DELETE, key, "");
        request.setHeader(SNAPSHOTS, "include");
        try {
            calls.send(request);
            return Optional.empty();
        } catch (StoreException e) {
            return switch (e.code()) {
                // Gone is what was asked for.
                case NOT_FOUND -> Optional.empty();
                case BUCKET_NOT_FOUND, UNAUTHENTICATED, UNREACHABLE, THROTTLED -> throw e;
                case RETAINED -> Optional.of(new DeleteFailure(key, dated(key, e)));
                case ALREADY_EXISTS, FORBIDDEN, ARCHIVED, INVALID, CORRUPT, FULL, UNKNOWN ->
                        Optional.of(new DeleteFailure(key, e));
            };
        }
    }

    /**
     * The refusal with the day that the object's own policy names; one of the container has none.
     */
    private StoreException dated(ObjectKey key, StoreException refusal) {
        try {
            HttpResponse answer = calls.send(calls.request(HttpMethod.HEAD, key, ""));
            return Optional.ofNullable(answer.getHeaderValue(UNTIL))
                    .map(day ->
                            StoreException.retained(
                                    calls.settings().name(),
                                    Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(day)),
                                    refusal))
                    .orElse(refusal);
        } catch (StoreException | DateTimeException e) {
            return refusal;
        }
    }
}
