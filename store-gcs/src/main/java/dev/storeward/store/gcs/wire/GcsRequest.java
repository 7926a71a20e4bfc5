package dev.storeward.store.gcs.wire;

import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import dev.storeward.store.http.Deadlines;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** One request of the SDK on its way through our own connections, ended at its deadline. */
final class GcsRequest extends LowLevelHttpRequest {
    private final GcsHttp http;
    private final HttpUriRequestBase request;
    private final boolean wholeAnswer;
    private final AtomicBoolean overdue = new AtomicBoolean();

    GcsRequest(GcsHttp http, String method, URI uri, boolean wholeAnswer) {
        this.http = http;
        this.request = new HttpUriRequestBase(method, uri);
        this.wholeAnswer = wholeAnswer;
    }

    @Override
    public void addHeader(String name, String value) {
        request.addHeader(name, value);
    }

    @Override
    public LowLevelHttpResponse execute() throws IOException {
        var content = getStreamingContent();
        if (content != null) {
            request.setEntity(
                    new Sent(
                            getContentType(),
                            getContentEncoding(),
                            getContentLength(),
                            content::writeTo));
        }
        Future<?> deadline =
                http.deadlines()
                        .after(
                                Deadlines.of(getContentLength()),
                                () -> {
                                    overdue.set(true);
                                    request.cancel();
                                });
        try {
            ClassicHttpResponse response = http.client().executeOpen(null, request, null);
            if (!wholeAnswer) {
                deadline.cancel(false);
            }
            return new GcsAnswer(response, request, deadline);
        } catch (IOException e) {
            deadline.cancel(false);
            throw overdue.get() ? late(e) : broken(e);
        } catch (RuntimeException e) {
            deadline.cancel(false);
            throw e;
        }
    }

    /** The SDK repeats what a socket broke, and knows no other names for that. */
    private static IOException broken(IOException failure) {
        if (!(failure instanceof NoHttpResponseException
                || failure instanceof ConnectionClosedException
                || failure instanceof RequestFailedException)) {
            return failure;
        }
        SocketException broken = new SocketException("the connection broke");
        broken.initCause(failure);
        return broken;
    }

    private static IOException late(IOException cause) {
        SocketTimeoutException late = new SocketTimeoutException("no answer before the deadline");
        late.initCause(cause);
        return late;
    }

    /** Writes itself. */
    private interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** A body of the SDK, which writes it itself. */
    private static final class Sent extends AbstractHttpEntity {
        private final long length;
        private final Body content;

        Sent(String type, String encoding, long length, Body content) {
            super(type, encoding, length < 0);
            this.length = length;
            this.content = content;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            content.writeTo(out);
        }

        @Override
        public InputStream getContent() {
            throw new UnsupportedOperationException("the body is written, not read");
        }

        @Override
        public boolean isStreaming() {
            return true;
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public long getContentLength() {
            return length;
        }

        @Override
        public void close() {}
    }
}
