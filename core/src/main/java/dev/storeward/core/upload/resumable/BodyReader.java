package dev.storeward.core.upload.resumable;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body into buffers, and keeps why it ended early, so that what came before can be kept.
 * Belongs to one thread; any may ask how it is.
 */
final class BodyReader {
    private final InputStream in;
    private final InstantSource clock;
    private volatile long waitingSince;
    private volatile boolean ended;
    private volatile @Nullable RuntimeException cut;

    BodyReader(InputStream in, InstantSource clock) {
        this.in = in;
        this.clock = clock;
    }

    /**
     * Reads until the buffer is full or the body has ended.
     *
     * @param from how much of the buffer is taken
     * @return how much of it is taken now
     */
    int fill(byte[] buffer, int from) {
        int at = from;
        while (!ended && at < buffer.length) {
            waitingSince = clock.millis();
            int read = read(buffer, at);
            waitingSince = 0;
            if (read < 0) {
                ended = true;
            } else {
                at += read;
            }
        }
        return at;
    }

    private int read(byte[] buffer, int at) {
        try {
            return in.read(buffer, at, buffer.length - at);
        } catch (ProblemException e) {
            cut = e.problem() instanceof Problem.Incomplete ? incomplete(e) : e;
        } catch (IOException e) {
            cut = incomplete(e);
        } catch (RuntimeException e) {
            cut = e;
        }
        return -1;
    }

    private static RuntimeException incomplete(Exception cause) {
        return new Problem.Incomplete(
                        "The bytes came too slowly, or ended before their end. What came of them is"
                                + " kept unless they were to be checked as a whole: ask for the"
                                + " offset, and go on there.")
                .asException(cause);
    }

    /** Whether no more bytes come. */
    boolean ended() {
        return ended;
    }

    /** Why it ended early; null when it did not. */
    @Nullable RuntimeException cut() {
        return cut;
    }

    /** How long its client has been waited for; 0 while nobody waits for it. */
    long silentMillis() {
        long since = waitingSince;
        return since == 0 ? 0 : clock.millis() - since;
    }
}
