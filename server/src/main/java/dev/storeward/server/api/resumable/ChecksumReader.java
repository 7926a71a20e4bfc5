package dev.storeward.server.api.resumable;

import dev.storeward.core.Problem;
import dev.storeward.server.http.request.SingleHeader;
import dev.storeward.store.stream.BulkStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * What a client says the bytes of one request must have as their checksum.
 *
 * @param expected the checksum's bytes
 */
record ChecksumReader(Algorithm algorithm, byte[] expected) {
    private static final String HEADER = "Upload-Checksum";

    /** A checksum that can be told. */
    private enum Algorithm {
        SHA1("SHA-1"),
        SHA256("SHA-256"),
        MD5("MD5"),
        CRC32("");

        private final String javaName;

        Algorithm(String javaName) {
            this.javaName = javaName;
        }

        private String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        private Running begin() {
            return this == CRC32 ? new RunningCrc() : new RunningDigest(digest());
        }

        private MessageDigest digest() {
            try {
                return MessageDigest.getInstance(javaName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has " + javaName, e);
            }
        }
    }

    private interface Running {
        void update(byte[] bytes, int offset, int length);

        byte[] value();
    }

    private record RunningDigest(MessageDigest digest) implements Running {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return digest.digest();
        }
    }

    private static final class RunningCrc implements Running {
        private final CRC32 crc = new CRC32();

        @Override
        public void update(byte[] bytes, int offset, int length) {
            crc.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        }
    }

    static String algorithms() {
        return Arrays.stream(Algorithm.values())
                .map(Algorithm::word)
                .collect(Collectors.joining(","));
    }

    static Optional<ChecksumReader> of(HttpServletRequest request) {
        return SingleHeader.of(request, HEADER).map(String::strip).map(ChecksumReader::read);
    }

    private static ChecksumReader read(String sent) {
        String[] parts = sent.split(" +", 2);
        Algorithm algorithm =
                Arrays.stream(Algorithm.values())
                        .filter(one -> one.word().equals(parts[0]))
                        .findFirst()
                        .orElseThrow(() -> wrong("Must be one of " + algorithms() + "."));
        if (parts.length < 2) {
            throw wrong("Must be the name of an algorithm, a space, and the checksum in Base64.");
        }
        try {
            return new ChecksumReader(algorithm, Base64.getDecoder().decode(parts[1]));
        } catch (IllegalArgumentException e) {
            throw wrong("The checksum must be in Base64.");
        }
    }

    private static RuntimeException wrong(String sentence) {
        return Problem.invalid(HEADER, sentence).asException();
    }

    /** The same bytes, whose end throws when they have another checksum. */
    InputStream over(InputStream body) {
        Running running = algorithm.begin();
        return new BulkStream() {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = body.read(buffer, offset, length);
                if (read > 0) {
                    running.update(buffer, offset, read);
                } else if (read < 0 && !MessageDigest.isEqual(running.value(), expected)) {
                    throw ResumableErrors.otherChecksum();
                }
                return read;
            }

            @Override
            public void close() throws IOException {
                body.close();
            }
        };
    }
}
