package dev.storeward.core.upload.body;

import dev.storeward.core.ProblemException;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body whose bytes are charged before they are handed on. The problem a read ends with is kept,
 * because the store that reads this stream may wrap what it throws.
 */
public final class ChargedBody extends BulkStream {
    private final InputStream body;
    private final RunningCharge charge;
    private @Nullable ProblemException problem;

    public ChargedBody(InputStream body, RunningCharge charge) {
        this.body = body;
        this.charge = charge;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int read = body.read(buffer, offset, length);
            if (read > 0) {
                charge.cover(read);
            }
            return read;
        } catch (ProblemException e) {
            problem = e;
            throw e;
        }
    }

    /** The problem that a read ended with; null when none did. */
    public @Nullable ProblemException problem() {
        return problem;
    }
}
