package dev.storeward.server.s3.xml;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;

/** Documents as tests send and get them. */
final class Documents {
    private Documents() {}

    /** Reads one kind of document. */
    @FunctionalInterface
    interface Reading<T> {
        T read(InputStream body) throws IOException;
    }

    static <T> T read(Reading<T> reading, String document) {
        return read(reading, document.getBytes(StandardCharsets.UTF_8));
    }

    static <T> T read(Reading<T> reading, byte[] document) {
        try {
            return reading.read(new ByteArrayInputStream(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static S3Exception refusal(Reading<?> reading, String document) {
        List<S3Exception> refusals = new ArrayList<>();
        try {
            Assertions.fail("taken: " + read(reading, document));
        } catch (S3Exception e) {
            refusals.add(e);
        }
        return refusals.getFirst();
    }

    static S3Code code(Reading<?> reading, String document) {
        return refusal(reading, document).code();
    }

    static String written(Consumer<ByteArrayOutputStream> writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writing.accept(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
