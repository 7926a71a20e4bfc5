package dev.storeward.core.idempotency;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.idempotency.IdempotencyTable.Kept;
import dev.storeward.core.job.RetryLater;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets a request that is sent twice be done once. Answers are kept for 24 hours. A request that a
 * node began and did not end may be begun anew once the node has been silent for 30 s, or after an
 * hour. Safe for use by several threads.
 */
public final class Idempotency {
    private static final String FIELD = "Idempotency-Key";
    private static final int ATTEMPTS = 3;
    private static final int LONGEST_KEY = 255;

    private final Tx tx;
    private final UUID nodeId;
    private final RetryLater retryLater;

    /**
     * @param nodeId this process's row in the table of nodes
     * @param retryLater gives claims up that could not be given up at once
     */
    public Idempotency(Tx tx, UUID nodeId, RetryLater retryLater) {
        this.tx = tx;
        this.nodeId = nodeId;
        this.retryLater = retryLater;
    }

    /**
     * Passes a key that a client may choose.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when it is empty, longer than
     *     {@value #LONGEST_KEY} characters, or not of printable ASCII without spaces
     */
    public static String requireKey(String key) {
        if (key.isEmpty()
                || key.length() > LONGEST_KEY
                || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw Problem.invalid(
                            FIELD,
                            "Must be 1 to "
                                    + LONGEST_KEY
                                    + " printable ASCII characters without spaces.")
                    .asException();
        }
        return key;
    }

    /**
     * Does a request, or answers what the same request was answered before.
     *
     * @throws dev.storeward.core.ProblemException {@code Busy} while the same request is under way,
     *     also when another node took it over before it was completed; {@code Invalid} when the key
     *     came with another request; {@code Forbidden} when it was answered to a higher role than
     *     the user has now; and whatever the work throws: its claim is given up then, now or with a
     *     later heartbeat, so that it can be sent again
     */
    public <R> R once(KeyedRequest request, OnceWork<R> work) {
        ClaimResult result =
                claim(
                        request.userId(),
                        request.role(),
                        request.scope(),
                        request.key(),
                        request.fingerprint());
        return switch (result) {
            case ClaimResult.Fresh(Claim claim) -> fresh(claim, request, work);
            case ClaimResult.Replay(int status, String body) -> work.replay(status, body);
            case ClaimResult.Beyond() ->
                    throw new Problem.Forbidden(
                                    "This was answered to a role that you no longer have.")
                            .asException();
            case ClaimResult.Running() -> throw busy(request);
            case ClaimResult.Mismatch() ->
                    throw Problem.invalid(FIELD, request.wording().mismatch()).asException();
        };
    }

    private <R> R fresh(Claim claim, KeyedRequest request, OnceWork<R> work) {
        try {
            return work.run((sql, status, body) -> {
                if (!complete(sql, claim, status, body)) {
                    throw busy(request);
                }
            });
        } catch (RuntimeException | Error failure) {
            // Whatever giving up meets is done again later, and hides nothing.
            retryLater.nowOrLater(() -> release(claim));
            throw failure;
        }
    }

    private static ProblemException busy(KeyedRequest request) {
        return new Problem.Busy(request.wording().running()).asException();
    }

    /**
     * Begins a request.
     *
     * @param scope what the key is unique in, such as a door
     * @param key chosen by the client
     * @param fingerprint equal only for equal requests
     */
    ClaimResult claim(UUID userId, Role role, String scope, String key, String fingerprint) {
        Claim claim = new Claim(userId, role, scope, key, Ids.next());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ClaimResult> result =
                    tx.forSystem().statement(sql -> attempt(sql, claim, fingerprint));
            if (result.isPresent()) {
                return result.get();
            }
        }
        return new ClaimResult.Running();
    }

    /** Empty when the row that was in the way is gone: try again. */
    private Optional<ClaimResult> attempt(Sql sql, Claim claim, String fingerprint) {
        if (IdempotencyTable.take(sql, claim, fingerprint, nodeId)) {
            return Optional.of(new ClaimResult.Fresh(claim));
        }
        return IdempotencyTable.find(sql, claim)
                .map(kept -> result(kept, claim.role(), fingerprint));
    }

    private static ClaimResult result(Kept kept, Role role, String fingerprint) {
        if (!kept.fingerprint().equals(fingerprint)) {
            return new ClaimResult.Mismatch();
        }
        Role answered = kept.role();
        if (answered != null && answered.compareTo(role) > 0) {
            return new ClaimResult.Beyond();
        }
        Long status = kept.status();
        String body = kept.body();
        return status == null
                ? new ClaimResult.Running()
                : new ClaimResult.Replay(Math.toIntExact(status), body == null ? "" : body);
    }

    /**
     * Keeps the answer, within the transaction of the change.
     *
     * @param body never holds a secret
     * @return false when another node has taken the request over: a change in the same transaction
     *     is to be undone, or it would be made twice
     */
    boolean complete(Sql sql, Claim claim, int status, String body) {
        return IdempotencyTable.complete(sql, claim, status, body);
    }

    /** As {@link #complete(Sql, Claim, int, String)} in a transaction of its own. */
    boolean complete(Claim claim, int status, String body) {
        return tx.forSystem().transaction(sql -> complete(sql, claim, status, body));
    }

    /** Gives up a request that failed, so that it can be sent again. */
    void release(Claim claim) {
        tx.forSystem().run(sql -> IdempotencyTable.release(sql, claim));
    }

    /** Deletes what has expired. */
    public static int purge(Sql sql) {
        return IdempotencyTable.purge(sql);
    }
}
