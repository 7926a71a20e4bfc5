package dev.storeward.store.gcs.wire;

import com.google.api.client.http.LowLevelHttpResponse;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * An answer on its way to the SDK. Closed early it gives up the connection rather than read what
 * nobody wants, unless so little is left that reading it is cheaper.
 */
final class GcsAnswer extends LowLevelHttpResponse {
    private static final int WORTH_READING = 64 << 10;

    private final ClassicHttpResponse response;
    private final HttpUriRequestBase request;
    private final Future<?> deadline;
    private final Header[] headers;
    private final @Nullable InputStream content;

    GcsAnswer(ClassicHttpResponse response, HttpUriRequestBase request, Future<?> deadline)
            throws IOException {
        this.response = response;
        this.request = request;
        this.deadline = deadline;
        this.headers = response.getHeaders();
        HttpEntity entity = response.getEntity();
        this.content = entity == null ? null : new Body(entity.getContent());
        if (content == null) {
            end();
        }
    }

    @Override
    public @Nullable InputStream getContent() {
        return content;
    }

    @Override
    public @Nullable String getContentEncoding() {
        return response.getEntity() == null ? null : response.getEntity().getContentEncoding();
    }

    @Override
    public long getContentLength() {
        return response.getEntity() == null ? -1 : response.getEntity().getContentLength();
    }

    @Override
    public @Nullable String getContentType() {
        return response.getEntity() == null ? null : response.getEntity().getContentType();
    }

    @Override
    public String getStatusLine() {
        return "HTTP/1.1 " + response.getCode();
    }

    @Override
    public int getStatusCode() {
        return response.getCode();
    }

    @Override
    public @Nullable String getReasonPhrase() {
        return response.getReasonPhrase();
    }

    @Override
    public int getHeaderCount() {
        return headers.length;
    }

    @Override
    public String getHeaderName(int index) {
        return headers[index].getName();
    }

    @Override
    public String getHeaderValue(int index) {
        return headers[index].getValue();
    }

    @Override
    public void disconnect() throws IOException {
        if (content != null) {
            content.close();
        }
        end();
    }

    private void end() throws IOException {
        deadline.cancel(false);
        response.close();
    }

    private final class Body extends BulkStream {
        private final InputStream inner;
        private boolean ended;

        Body(InputStream inner) {
            this.inner = inner;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = inner.read(target, offset, length);
            if (got < 0) {
                ended = true;
                deadline.cancel(false);
            }
            return got;
        }

        @Override
        public void close() throws IOException {
            if (ended) {
                return;
            }
            ended = true;
            try {
                if (inner.readNBytes(WORTH_READING).length == WORTH_READING && inner.read() >= 0) {
                    request.cancel();
                }
            } catch (IOException e) {
                request.cancel();
            }
            end();
        }
    }
}
