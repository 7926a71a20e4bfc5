package dev.storeward.core.upload;

import dev.storeward.core.NextStep;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Authority;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.object.StoredForm;
import dev.storeward.core.upload.AddressClaim.Chosen;
import dev.storeward.core.upload.AddressClaim.Occupant;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.request.UploadedFile;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes a file visible whose bytes are in the bucket. A commit whose reply was lost is tried again:
 * the compare-and-set then finds either the intent or the file. Safe for use by several threads.
 */
final class Settlement {
    /** Each try that fails means that another upload to the address has ended. */
    private static final int TRIES = 100;

    private static final String ADDRESS_TAKEN = "file_address";
    private static final Set<DatabaseException.Kind> PASSING =
            Set.of(DatabaseException.Kind.UNAVAILABLE, DatabaseException.Kind.BUSY);

    private final PatientWork work;

    Settlement(PatientWork work) {
        this.work = work;
    }

    /**
     * A file all of whose bytes are in the bucket.
     *
     * @param authority what must still stand when it becomes visible
     * @param more what is kept with it besides
     */
    record Arrival(
            ObjectIntent intent,
            Authority authority,
            StoredForm stored,
            StoredFile file,
            FileProperties more) {}

    /**
     * Takes a new address, and commits what was promised with it.
     *
     * @param answer to the client, by the file's number
     * @throws dev.storeward.core.ProblemException {@code Unauthorized} when its authority ended
     *     meanwhile; {@code Unavailable}
     */
    UploadedFile settle(
            Arrival arrival, LongFunction<UploadedFile> answer, PromisedUpload promise) {
        Function<Sql, UploadedFile> settling =
                sql -> {
                    Optional<Long> settled = UploadTable.settle(sql, arrival);
                    Optional<Long> number =
                            settled.isPresent()
                                    ? settled
                                    : UploadTable.settledNumber(sql, arrival.file());
                    if (number.isEmpty()) {
                        requireAuthority(sql, arrival);
                    }
                    requireOurs(number.isPresent());
                    UploadedFile uploaded = answer.apply(number.orElseThrow());
                    if (settled.isPresent()) {
                        promise.commit(sql, uploaded);
                    }
                    return uploaded;
                };
        return inTurn(
                arrival,
                scope ->
                        promise.commitsMore()
                                ? scope.transaction(settling)
                                : scope.statement(settling));
    }

    /**
     * Takes an address that another file may have: the last to settle wins, and the condition holds
     * of what was there at that moment.
     *
     * @return the file's number
     * @throws dev.storeward.core.ProblemException {@code PreconditionFailed}, and as {@link
     *     #settle(Arrival, LongFunction, PromisedUpload)}
     */
    long settle(Arrival arrival, Chosen claim) {
        return settle(arrival, claim, Tx.Scope::statement);
    }

    /**
     * As {@link #settle(Arrival, Chosen)}, with what is committed besides.
     *
     * @param alongside called when the file has its row, in the same transaction
     */
    long settle(Arrival arrival, Chosen claim, Consumer<Sql> alongside) {
        return settle(
                arrival,
                claim,
                (scope, settling) ->
                        scope.transaction(sql -> {
                            Optional<Long> number = settling.apply(sql);
                            if (number.isPresent()) {
                                alongside.accept(sql);
                            }
                            return number;
                        }));
    }

    private long settle(Arrival arrival, Chosen claim, Unit unit) {
        @Nullable Occupant there = claim.there();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            requireAllowed(claim.condition(), there);
            @Nullable Occupant expected = there;
            Optional<Long> number = inTurn(arrival, scope -> taken(scope, arrival, expected, unit));
            if (number.isPresent()) {
                return number.get();
            }
            there =
                    inTurn(arrival, scope -> scope.statement(sql -> look(sql, arrival, expected)))
                            .orElse(null);
        }
        throw new Problem.Unavailable("The file is being replaced over and over. Send it again.", 1)
                .asException();
    }

    /** How the statement that settles is run. */
    private interface Unit {
        Optional<Long> run(Tx.Scope scope, Function<Sql, Optional<Long>> settling);
    }

    /** Empty when somebody else was there, or came, meanwhile. */
    private static Optional<Long> taken(
            Tx.Scope scope, Arrival arrival, @Nullable Occupant expected, Unit unit) {
        try {
            Optional<Long> number =
                    unit.run(
                            scope,
                            sql ->
                                    expected == null
                                            ? UploadTable.settle(sql, arrival)
                                            : UploadTable.replace(
                                                    sql, arrival, expected.objectId()));
            return number.isPresent()
                    ? number
                    : scope.statement(sql -> UploadTable.settledNumber(sql, arrival.file()));
        } catch (DatabaseException e) {
            if (e.kind() != DatabaseException.Kind.DUPLICATE
                    || !e.constraint().equals(ADDRESS_TAKEN)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Who is there now, when it is not who was expected; else the upload is no longer ours. */
    private static Optional<Occupant> look(Sql sql, Arrival arrival, @Nullable Occupant expected) {
        requireAuthority(sql, arrival);
        Optional<Occupant> found =
                UploadTable.occupant(sql, arrival.file().tenantId(), arrival.file().address());
        boolean changed =
                expected == null
                        ? found.isPresent()
                        : found.filter(o -> o.objectId().equals(expected.objectId())).isEmpty();
        requireOurs(changed);
        return found;
    }

    /**
     * Passes what may be replaced.
     *
     * @throws dev.storeward.core.ProblemException {@code PreconditionFailed}
     */
    static void requireAllowed(PutCondition condition, @Nullable Occupant there) {
        if (!condition.allows(there == null ? null : there.file())) {
            throw new Problem.PreconditionFailed(
                            there == null
                                    ? "There is no file of this name, and the request wants one."
                                    : "There is a file of this name that the request does not want"
                                            + " to replace.")
                    .asException();
        }
    }

    private <T> T inTurn(Arrival arrival, Function<Tx.Scope, T> settling) {
        try {
            return PatientWork.patiently(
                    PASSING, () -> work.inTurn(arrival.file().tenantId(), settling));
        } catch (DatabaseException e) {
            if (e.kind() != DatabaseException.Kind.UNAVAILABLE) {
                throw e;
            }
            throw new Problem.Unavailable(
                            "The database went away before the file could be recorded.",
                            10,
                            new NextStep.ListFiles())
                    .asException(e);
        }
    }

    private static void requireAuthority(Sql sql, Arrival arrival) {
        ChargeOfIntent.require(sql, arrival.authority());
    }

    private static void requireOurs(boolean ours) {
        if (!ours) {
            throw UploadLedger.lost();
        }
    }
}
