package dev.storeward.server.s3.body;

import dev.storeward.server.s3.S3Exception;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.Assertions;

/**
 * What a reader gets of a body.
 *
 * @param bytes that were handed on
 * @param failure what was thrown instead of the rest
 */
record Read(byte[] bytes, Optional<S3Exception> failure) {

    /** How a body is opened. */
    @FunctionalInterface
    interface Opening {
        InputStream open(InputStream sent) throws IOException;
    }

    /** Reads by single bytes and by pieces in turn, from a source that comes in pieces as well. */
    static Read of(byte[] sent, Opening opening, Random random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        InputStream body;
        try {
            body = opening.open(inPieces(sent, random));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (S3Exception e) {
            return new Read(bytes.toByteArray(), Optional.of(e));
        }
        int most = 1 + random.nextInt(random.nextBoolean() ? 10 : 100_000);
        byte[] piece = new byte[most];
        try (body) {
            while (true) {
                boolean single = random.nextInt(4) == 0;
                int got = single ? body.read() : body.read(piece, 0, 1 + random.nextInt(most));
                if (got < 0) {
                    return new Read(bytes.toByteArray(), Optional.empty());
                }
                if (single) {
                    bytes.write(got);
                } else {
                    bytes.write(piece, 0, got);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (S3Exception e) {
            requireFailsAgain(body);
            return new Read(bytes.toByteArray(), Optional.of(e));
        }
    }

    private static void requireFailsAgain(InputStream body) {
        Assertions.assertThatThrownBy(body::read).isInstanceOf(S3Exception.class);
        Assertions.assertThatThrownBy(() -> body.read(new byte[9], 0, 9))
                .isInstanceOf(S3Exception.class);
    }

    private static InputStream inPieces(byte[] sent, Random random) {
        return new ByteArrayInputStream(sent) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                int some = random.nextBoolean() ? length : 1 + random.nextInt(length);
                return super.read(target, offset, Math.min(length, some));
            }
        };
    }
}
