package dev.storeward.server.api.s3.upload;

import dev.storeward.core.file.FileProperties;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.server.api.s3.S3RequestReader;
import dev.storeward.server.http.connection.ClientConnection;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.body.ObjectBody;
import dev.storeward.server.s3.checksum.Checksum;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import dev.storeward.server.s3.checksum.RunningChecksum;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code UploadPart}: the bytes of a part.
 *
 * @param size of the body, exactly
 */
record PartReader(long size, UploadBody body) {
    /**
     * Opens the body.
     *
     * @param sums of the upload
     * @throws S3Exception {@code MISSING_CONTENT_LENGTH}; {@code INVALID_REQUEST} for a checksum
     *     that is not the upload's
     */
    static PartReader of(S3RequestReader sent, PartSumsReader sums) throws IOException {
        ObjectBody body = sent.body();
        long size = body.length().orElseThrow(() -> new S3Exception(S3Code.MISSING_CONTENT_LENGTH));
        ClientConnection client = ClientConnection.of(sent.servlet());
        ChecksumAlgorithm wanted = sums.algorithm();
        Optional<ChecksumAlgorithm> declared = body.algorithm();
        if (declared.isPresent() && wanted != null) {
            sums.require(declared.get());
        }
        return new PartReader(
                size,
                declared.isPresent() || wanted == null
                        ? new Body(body, body::checksum, client::ended)
                        : summed(body, wanted, client::ended));
    }

    /** Bytes of another object, which nobody says a checksum of. */
    static UploadBody ofCopy(InputStream bytes, PartSumsReader sums) {
        ChecksumAlgorithm wanted = sums.algorithm();
        return wanted == null
                ? new Body(bytes, Optional::empty, () -> false)
                : summed(bytes, wanted, () -> false);
    }

    private static UploadBody summed(
            InputStream bytes, ChecksumAlgorithm wanted, BooleanSupplier abandoned) {
        Summed summed = new Summed(bytes, wanted.start());
        return new Body(
                summed, () -> Optional.of(Checksum.of(wanted, summed.running.value())), abandoned);
    }

    /** Bytes, and the checksum that is kept with them. */
    private static final class Body implements UploadBody {
        private final InputStream bytes;
        private final Supplier<Optional<Checksum>> checksum;
        private final BooleanSupplier abandoned;
        private @Nullable Kept told;

        Body(InputStream bytes, Supplier<Optional<Checksum>> checksum, BooleanSupplier abandoned) {
            this.bytes = bytes;
            this.checksum = checksum;
            this.abandoned = abandoned;
        }

        @Override
        public InputStream stream() {
            return bytes;
        }

        @Override
        public String trailingCategory() {
            return "";
        }

        /** The checksum can be asked for once. */
        @Override
        public Kept kept() {
            Kept known = told;
            if (known == null) {
                Map<String, String> checksums =
                        checksum.get()
                                .map(sum ->
                                        Map.of(PartSumsReader.lower(sum.algorithm()), sum.value()))
                                .orElse(Map.of());
                known = new Kept("", FileProperties.NONE.summed(checksums));
                told = known;
            }
            return known;
        }

        @Override
        public boolean abandoned() {
            return abandoned.getAsBoolean();
        }
    }

    /** Bytes that are summed up as they pass. */
    private static final class Summed extends BulkStream {
        private final InputStream in;
        private final RunningChecksum running;

        Summed(InputStream in, RunningChecksum running) {
            this.in = in;
            this.running = running;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                running.update(buffer, offset, read);
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
