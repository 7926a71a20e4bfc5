package dev.storeward.store.s3.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/** An answer whose body may still be on its way. Belongs to one thread. */
public final class WireAnswer implements Closeable {
    private static final String METADATA = "x-amz-meta-";

    /** More than any error or short result takes. */
    private static final int SHORT = 64 << 10;

    private final ClassicHttpResponse response;
    private final Cancellable exchange;
    private byte[] text = new byte[0];

    WireAnswer(ClassicHttpResponse response, Cancellable exchange) {
        this.response = response;
        this.exchange = exchange;
    }

    public int status() {
        return response.getCode();
    }

    public boolean succeeded() {
        return status() >= 200 && status() < 300;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    /** The length that the answer names, of the body or, after HEAD, of the object. */
    public OptionalLong length() {
        return header("Content-Length")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElseGet(OptionalLong::empty);
    }

    /** What the writer kept with the object, names in lower case. */
    public Map<String, String> metadata() {
        Map<String, String> found = new HashMap<>();
        for (Header header : response.getHeaders()) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            if (name.startsWith(METADATA)) {
                found.put(
                        name.substring(METADATA.length()),
                        Optional.ofNullable(header.getValue()).orElse(""));
            }
        }
        return found;
    }

    /** The body as it comes; closing it reads it to its end. */
    public InputStream body() throws IOException {
        HttpEntity entity = response.getEntity();
        return entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    /** Reads a short body and frees the connection; of a long one no more than its beginning. */
    void settle() throws IOException {
        InputStream in = body();
        text = in.readNBytes(SHORT);
        if (text.length < SHORT) {
            in.close();
        } else {
            close();
        }
    }

    /** The body of a settled answer. */
    public byte[] text() {
        return text.clone();
    }

    /** Gives up the connection where the body was not read to its end. */
    @Override
    public void close() {
        // First of all: closing alone would read on to the end of the body.
        exchange.cancel();
        try {
            response.close();
        } catch (IOException e) {
            // The connection is gone, as it was meant to be.
        }
    }
}
