package dev.storeward.server.s3.body;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way, held against its digests before its last bytes are handed on; where its length
 * is not known, before its end is told. A body that failed fails again at every read.
 */
final class DigestedBody extends BulkStream {
    private final InputStream body;
    private final OptionalLong length;
    private final List<Expectation> expectations;
    private long count;
    private boolean compared;
    private @Nullable S3Exception failure;

    private DigestedBody(InputStream body, OptionalLong length, List<Expectation> expectations) {
        this.body = body;
        this.length = length;
        this.expectations = expectations;
    }

    /** Takes a body. One of no bytes is compared at once, as nobody may read it. */
    static DigestedBody open(
            InputStream body, OptionalLong length, List<Expectation> expectations) {
        DigestedBody digested = new DigestedBody(body, length, expectations);
        if (length.equals(OptionalLong.of(0))) {
            digested.compare();
        }
        return digested;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (wanted == 0) {
            return 0;
        }
        try {
            return next(target, offset, wanted);
        } catch (S3Exception e) {
            failure = e;
            throw e;
        } catch (IOException | RuntimeException e) {
            failure = new S3Exception(S3Code.INCOMPLETE_BODY);
            throw e;
        }
    }

    private int next(byte[] target, int offset, int wanted) throws IOException {
        int got = body.read(target, offset, wanted);
        if (got > 0) {
            count += got;
            expectations.forEach(one -> one.running().update(target, offset, got));
        }
        boolean known = length.isPresent();
        if (known && (count > length.getAsLong() || (got < 0 && count < length.getAsLong()))) {
            throw new S3Exception(S3Code.INCOMPLETE_BODY);
        }
        if (!compared && (got < 0 || (known && count == length.getAsLong()))) {
            compare();
        }
        return got;
    }

    private void compare() {
        compared = true;
        expectations.forEach(Expectation::require);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
