package dev.storeward.store.wrap;

import dev.storeward.store.StoreException;
import dev.storeward.store.stream.BulkStream;
import dev.storeward.store.wrap.Meter.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Times calls and counts bytes for a {@link Meter}. */
record Metering(Meter meter) {

    <T> T call(Operation operation, Supplier<T> call) {
        return call(operation, call, _ -> 0);
    }

    <T> T call(Operation operation, Supplier<T> call, ToLongFunction<T> bytes) {
        long start = System.nanoTime();
        try {
            T result = call.get();
            done(operation, bytes.applyAsLong(result), start, Optional.empty());
            return result;
        } catch (RuntimeException e) {
            done(operation, 0, start, Optional.of(codeOf(e)));
            throw e;
        }
    }

    void done(Operation operation, long bytes, long start, Optional<StoreException.Code> failure) {
        meter.called(new Meter.Call(operation, bytes, System.nanoTime() - start, failure));
    }

    static StoreException.Code codeOf(Throwable failure) {
        return failure instanceof StoreException known ? known.code() : StoreException.Code.UNKNOWN;
    }

    /** A stream that reports a get when it is closed, with what became of it. */
    InputStream body(InputStream stream, long start) {
        return new Body(stream, start);
    }

    private final class Body extends BulkStream {
        private final InputStream in;
        private final long start;
        private final AtomicBoolean reported = new AtomicBoolean();
        private long count;
        private Optional<StoreException.Code> failure = Optional.empty();

        Body(InputStream stream, long start) {
            this.in = stream;
            this.start = start;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int got = in.read(target, offset, length);
                count += Math.max(0, got);
                return got;
            } catch (IOException e) {
                failure = Optional.of(StoreException.Code.UNREACHABLE);
                throw e;
            } catch (RuntimeException e) {
                failure = Optional.of(codeOf(e));
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            try {
                in.close();
            } finally {
                if (reported.compareAndSet(false, true)) {
                    done(Operation.GET, count, start, failure);
                }
            }
        }
    }
}
