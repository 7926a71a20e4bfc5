package dev.storeward.core.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.log.RepeatedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recurring work, shared by all nodes through the database: each run is done by one of them,
 * and taken over when that one dies.
 */
public final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final int MISSED_HEARTBEATS = 4;

    private final Scheduler scheduler;

    /**
     * One recurring piece of work.
     *
     * @param pause between the end of a run and the start of the next
     */
    public record Job(String name, Duration pause, Runnable work) {}

    private Jobs(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Starts working; a job that throws, whatever it is, is run again after its pause. Each job has
     * a thread, so that none waits for another.
     */
    public static Jobs start(DataSource dataSource, List<Job> jobs) {
        List<RecurringTask<Void>> tasks = new ArrayList<>();
        for (Job job : jobs) {
            tasks.add(
                    Tasks.recurring(job.name(), FixedDelay.of(job.pause()))
                            .execute((instance, context) -> run(job)));
        }
        int threads = Math.max(1, jobs.size());
        Scheduler scheduler =
                Scheduler.create(dataSource)
                        .startTasks(tasks)
                        .threads(threads)
                        .executorService(WorkThreads.of("job", threads))
                        .pollingInterval(Duration.ofSeconds(1))
                        .heartbeatInterval(HEARTBEAT)
                        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                        .shutdownMaxWait(Duration.ofSeconds(10))
                        .build();
        scheduler.start();
        return new Jobs(scheduler);
    }

    private static void run(Job job) {
        try {
            job.work().run();
        } catch (Throwable e) {
            if (!DatabaseLog.took(e)) {
                RepeatedLog.ofThisProcess()
                        .warn(LOG, job.name(), job.name() + " failed and is tried again: " + e);
            }
        }
    }

    @Override
    public void close() {
        scheduler.stop();
    }
}
