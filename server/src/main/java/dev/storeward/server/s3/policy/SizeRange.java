package dev.storeward.server.s3.policy;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many bytes a file may have.
 *
 * @param most included
 */
public record SizeRange(long least, long most) {
    static final SizeRange ANY = new SizeRange(0, Long.MAX_VALUE);

    /** What is in both. */
    SizeRange and(SizeRange other) {
        return new SizeRange(Math.max(least, other.least), Math.min(most, other.most));
    }

    /**
     * The same bytes, which must be as many: too many fail when they come, too few at the end, with
     * {@code ENTITY_TOO_LARGE} and {@code ENTITY_TOO_SMALL} from {@code read}.
     */
    public InputStream hold(InputStream file) {
        return new Held(file);
    }

    private S3Exception tooLarge(long size) {
        return refused(S3Code.ENTITY_TOO_LARGE, "MaxSizeAllowed", most, size);
    }

    private S3Exception tooSmall(long size) {
        return refused(S3Code.ENTITY_TOO_SMALL, "MinSizeAllowed", least, size);
    }

    private static S3Exception refused(S3Code code, String name, long limit, long size) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("ProposedSize", Long.toString(size));
        details.put(name, Long.toString(limit));
        return new S3Exception(code, code.message(), details);
    }

    private final class Held extends BulkStream {
        private final InputStream file;
        private long count;

        Held(InputStream file) {
            this.file = file;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = file.read(target, offset, length);
            if (got > 0) {
                count += got;
            }
            if (count > most) {
                throw tooLarge(count);
            }
            if (got < 0 && count < least) {
                throw tooSmall(count);
            }
            return got;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
