package dev.storeward.server.s3.body;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is in a body of {@code aws-chunked} form. A chunk may be of any size and memory does not
 * depend on it: its bytes are handed on as they come, all but the last of them before its signature
 * is known to hold. So whoever keeps them must keep nothing that was not read to its end: the last
 * bytes of a chunk are handed on when its signature held, the last bytes of the body when
 * everything did, to the last byte that was sent. Whoever reads it does not read on after a
 * failure.
 */
final class ChunkedBody extends BulkStream {
    private static final int NOTHING = 0;
    private static final int MOST_DIGITS = 15;
    private static final int LONGEST_CHUNK_LINE = 128;
    private static final int LONGEST_TRAILER = 1_024;
    private static final int MOST_TRAILERS = 8;

    private final FrameInput in;
    private final ChunkCheck check;
    private final Set<String> announced;
    private final Map<String, String> trailers = new HashMap<>();
    private long left;
    private long leftOfChunk;
    private boolean ended;

    private ChunkedBody(FrameInput in, ChunkCheck check, Set<String> announced, long length) {
        this.in = in;
        this.check = check;
        this.announced = announced;
        this.left = length;
    }

    /**
     * Opens a body. One of no bytes is read and checked at once, as nobody may read it.
     *
     * @param announced names of trailing headers, in lower case
     * @param length of what is in it
     */
    static ChunkedBody open(
            InputStream stream, ChunkCheck check, Set<String> announced, long length)
            throws IOException {
        ChunkedBody body = new ChunkedBody(new FrameInput(stream), check, announced, length);
        if (length == 0) {
            body.beginChunk();
        }
        return body;
    }

    /** A trailing header; there is none before the body was read. */
    Optional<String> trailer(String name) {
        return Optional.ofNullable(trailers.get(name));
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ended) {
            return -1;
        }
        return next(target, offset, length);
    }

    private int next(byte[] target, int offset, int length) throws IOException {
        if (leftOfChunk == 0) {
            beginChunk();
        }
        int got = in.read(target, offset, (int) Math.min(length, leftOfChunk));
        check.data(target, offset, got);
        left -= got;
        leftOfChunk -= got;
        if (leftOfChunk == 0) {
            in.line(NOTHING, ChunkCheck::malformed);
            check.end();
            if (left == 0) {
                beginChunk();
            }
        }
        return got;
    }

    /** Reads the next chunk's line, which must be the last one's when nothing is left. */
    private void beginChunk() throws IOException {
        String line = in.line(LONGEST_CHUNK_LINE, ChunkCheck::malformed);
        int digits = 0;
        while (digits < line.length() && HexFormat.isHexDigit(line.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || digits > MOST_DIGITS) {
            throw ChunkCheck.malformed();
        }
        long size = HexFormat.fromHexDigitsToLong(line, 0, digits);
        check.begin(line.substring(digits));
        if (size > left || (size == 0 && left > 0)) {
            throw new S3Exception(S3Code.INCOMPLETE_BODY);
        }
        leftOfChunk = size;
        if (size == 0) {
            check.end();
            readTrailers();
            in.requireEnd();
            ended = true;
        }
    }

    private void readTrailers() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = trailerLine(); !line.isEmpty(); line = trailerLine()) {
            if (lines.size() == MOST_TRAILERS) {
                throw malformedTrailer();
            }
            lines.add(line);
        }
        for (String line : check.trailers(lines)) {
            int colon = line.indexOf(':');
            if (colon < 0
                    || trailers.put(
                                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                                    line.substring(colon + 1).strip())
                            != null) {
                throw malformedTrailer();
            }
        }
        if (!trailers.keySet().equals(announced)) {
            throw malformedTrailer();
        }
    }

    private String trailerLine() throws IOException {
        return in.line(LONGEST_TRAILER, ChunkedBody::malformedTrailer);
    }

    private static S3Exception malformedTrailer() {
        return new S3Exception(S3Code.MALFORMED_TRAILER);
    }
}
