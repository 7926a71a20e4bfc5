package dev.storeward.server.s3.body;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import dev.storeward.server.s3.checksum.RunningChecksum;
import dev.storeward.server.s3.signature.ChunkSignatures;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whether chunks are what was signed. Belongs to one body. */
sealed interface ChunkCheck {

    /**
     * A chunk begins.
     *
     * @param extension what stands behind its size
     */
    void begin(String extension);

    void data(byte[] bytes, int offset, int length);

    /** The chunk has ended. */
    void end();

    /**
     * All that stood behind the last chunk.
     *
     * @param lines as sent
     * @return those that are headers
     */
    List<String> trailers(List<String> lines);

    static S3Exception malformed() {
        return new S3Exception(
                S3Code.INVALID_REQUEST, "The body is not made of well-formed aws-chunked chunks.");
    }

    /** Chunks without signatures. */
    final class Unsigned implements ChunkCheck {
        @Override
        public void begin(String extension) {
            if (!extension.isEmpty()) {
                throw malformed();
            }
        }

        @Override
        public void data(byte[] bytes, int offset, int length) {}

        @Override
        public void end() {}

        @Override
        public List<String> trailers(List<String> lines) {
            return lines;
        }
    }

    /** Chunks with a signature each, and one over the trailers where they may follow. */
    final class Signed implements ChunkCheck {
        private static final String EXTENSION = ";chunk-signature=";
        private static final String TRAILER = "x-amz-trailer-signature:";

        private final ChunkSignatures signatures;
        private final boolean trailing;
        private RunningChecksum digest = ChecksumAlgorithm.SHA256.start();
        private String signature = "";

        Signed(ChunkSignatures signatures, boolean trailing) {
            this.signatures = signatures;
            this.trailing = trailing;
        }

        @Override
        public void begin(String extension) {
            if (!extension.startsWith(EXTENSION)) {
                throw malformed();
            }
            signature = extension.substring(EXTENSION.length());
            digest = ChecksumAlgorithm.SHA256.start();
        }

        @Override
        public void data(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public void end() {
            signatures.chunk(digest.value(), signature);
        }

        @Override
        public List<String> trailers(List<String> lines) {
            if (!trailing) {
                return lines;
            }
            if (lines.isEmpty() || !lines.getLast().startsWith(TRAILER)) {
                throw new S3Exception(S3Code.MALFORMED_TRAILER);
            }
            List<String> headers = lines.subList(0, lines.size() - 1);
            RunningChecksum all = ChecksumAlgorithm.SHA256.start();
            for (String header : headers) {
                byte[] bytes = (header + "\n").getBytes(StandardCharsets.US_ASCII);
                all.update(bytes, 0, bytes.length);
            }
            signatures.trailer(all.value(), lines.getLast().substring(TRAILER.length()).strip());
            return headers;
        }
    }
}
