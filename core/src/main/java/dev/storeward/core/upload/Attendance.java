package dev.storeward.core.upload;

import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends the wait for a bucket when the client has gone, so that a bucket that gives no answer keeps
 * no place of an upload that nobody waits for. The thread that waits is interrupted; it is the one
 * that begins and ends the watch.
 */
public final class Attendance {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final UploadBody body;
    private final Thread waiting = Thread.currentThread();

    /** Held by whoever reads the body or asks the database, and by the watch while it looks. */
    private final ReentrantLock turn = new ReentrantLock();

    private boolean ended;
    private boolean left;

    public Attendance(UploadBody body) {
        this.body = body;
    }

    /** A watch that is kept; closing it leaves the thread as it was found. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** The body's bytes, charged as they are read; nobody looks for the client meanwhile. */
    public InputStream over(InputStream bytes) {
        return new BulkStream() {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                turn.lock();
                try {
                    return bytes.read(target, offset, length);
                } finally {
                    turn.unlock();
                }
            }

            @Override
            public void close() throws IOException {
                bytes.close();
            }
        };
    }

    /** Runs what an interrupt would cost a connection to the database. */
    void undisturbed(Runnable work) {
        turn.lock();
        try {
            work.run();
        } finally {
            turn.unlock();
        }
    }

    public Watch begin() {
        Thread watcher = Thread.ofVirtual().name("attendance").start(this::watch);
        return () -> end(watcher);
    }

    /** Whether the wait was ended because the client had gone. */
    public boolean left() {
        turn.lock();
        try {
            return left;
        } finally {
            turn.unlock();
        }
    }

    private void watch() {
        try {
            do {
                Thread.sleep(PAUSE);
            } while (goesOn());
        } catch (InterruptedException e) {
            // The wait has ended.
        }
    }

    private boolean goesOn() {
        if (!turn.tryLock()) {
            return true;
        }
        try {
            if (!ended && body.abandoned()) {
                left = true;
                waiting.interrupt();
            }
            return !ended && !left;
        } finally {
            turn.unlock();
        }
    }

    private void end(Thread watcher) {
        turn.lock();
        try {
            ended = true;
            if (left) {
                // It was for the wait that is over; what follows asks the database.
                boolean _ = Thread.interrupted();
            }
        } finally {
            turn.unlock();
        }
        watcher.interrupt();
    }
}
