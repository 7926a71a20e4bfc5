package dev.storeward.core.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.log.RepeatedLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that goes on for long, in pieces with names of their own, shared by all nodes through a
 * table of its own so that it keeps no recurring work waiting. A piece whose node is silent for
 * {@value #SILENT_SECONDS} s is taken over by another. Safe for use by several threads.
 */
public final class LongWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LongWork.class);
    private static final int HEARTBEAT_SECONDS = 5;
    private static final int MISSED_HEARTBEATS = 4;
    static final int SILENT_SECONDS = HEARTBEAT_SECONDS * MISSED_HEARTBEATS;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Scheduler scheduler;
    private final String name;
    private final InstantSource clock;

    /** Who does the work. */
    public interface Worker {
        /**
         * Works on a piece for a while. Two nodes may do so at once when one was silent: the work
         * itself must be right then.
         *
         * @param stopping true when this process is about to end: work must be left at once
         * @return when to go on; empty when the piece is done
         */
        Optional<Instant> work(String piece, BooleanSupplier stopping);
    }

    private LongWork(Scheduler scheduler, String name, InstantSource clock) {
        this.scheduler = scheduler;
        this.name = name;
        this.clock = clock;
    }

    /**
     * Starts working.
     *
     * @param name of the work; its table of db-scheduler's form is {@code scheduled_} and this
     * @param pieces that this node works on at the same time
     */
    public static LongWork start(
            DataSource dataSource, InstantSource clock, String name, int pieces, Worker worker) {
        Task<Void> task =
                Tasks.custom(name, Void.class)
                        .onDeadExecutionRevive()
                        .onFailure((failed, operations) ->
                                operations.reschedule(
                                        failed, failed.getTimeDone().plus(AFTER_FAILURE)))
                        .execute((piece, context) ->
                                next(
                                        work(
                                                worker,
                                                name,
                                                piece.getId(),
                                                () -> context.getSchedulerState().isShuttingDown(),
                                                clock)));
        Scheduler scheduler =
                Scheduler.create(dataSource, task)
                        .tableName("scheduled_" + name)
                        .threads(pieces)
                        .executorService(WorkThreads.of(name, pieces))
                        .pollingInterval(Duration.ofMillis(500))
                        .heartbeatInterval(Duration.ofSeconds(HEARTBEAT_SECONDS))
                        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                        .shutdownMaxWait(Duration.ofSeconds(10))
                        .build();
        scheduler.start();
        return new LongWork(scheduler, name, clock);
    }

    /** Whatever is thrown: the piece is gone on with after a pause. */
    private static Optional<Instant> work(
            Worker worker,
            String name,
            String piece,
            BooleanSupplier stopping,
            InstantSource clock) {
        try {
            return worker.work(piece, stopping);
        } catch (Throwable e) {
            if (!DatabaseLog.took(e)) {
                RepeatedLog.ofThisProcess()
                        .warn(LOG, name, "Work on " + piece + " failed and is gone on with: " + e);
            }
            return Optional.of(clock.instant().plus(AFTER_FAILURE));
        }
    }

    private static CompletionHandler<Void> next(Optional<Instant> at) {
        return at.<CompletionHandler<Void>>map(
                        time -> (done, operations) -> operations.reschedule(done, time))
                .orElseGet(CompletionHandler.OnCompleteRemove::new);
    }

    /** Looks at once for what is due, instead of within half a second. */
    public void wake() {
        scheduler.triggerCheckForDueExecutions();
    }

    /** Has a piece worked on, by any node, unless it is known already. */
    public void ensure(String piece) {
        scheduler.scheduleIfNotExists(new TaskInstance<>(name, piece), clock.instant());
    }

    @Override
    public void close() {
        scheduler.stop();
    }
}
