package dev.storeward.bench.server;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What must be undone, latest first, when a part of the run ends or the process is told to stop.
 * Safe for use by several threads.
 */
public final class Cleanup implements AutoCloseable {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    private Cleanup() {}

    /** Closed by the process's end at the latest. */
    public static Cleanup ofProcess() {
        Cleanup cleanup = new Cleanup();
        Runtime.getRuntime().addShutdownHook(new Thread(cleanup::close));
        return cleanup;
    }

    /** What can be undone before the rest is. */
    public Cleanup part() {
        Cleanup part = new Cleanup();
        later(part::close);
        return part;
    }

    public synchronized void later(Runnable step) {
        steps.push(step);
    }

    @Override
    public synchronized void close() {
        while (!steps.isEmpty()) {
            steps.pop().run();
        }
    }
}
