package dev.storeward.store.s3;

import dev.storeward.store.Content;
import dev.storeward.store.stream.CheckedBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/** Bodies the SDK may read more than once: to sign them, and to send them again. */
final class Bodies {
    private Bodies() {}

    static RequestBody of(Content content, long length, String contentType) {
        return RequestBody.fromContentProvider(new Reopened(content), length, contentType);
    }

    private record Reopened(Content content, AtomicReference<InputStream> last)
            implements ContentStreamProvider {
        Reopened(Content content) {
            this(content, new AtomicReference<>(InputStream.nullInputStream()));
        }

        @Override
        public InputStream newStream() {
            InputStream next = CheckedBody.open(content);
            try {
                last.getAndSet(next).close();
            } catch (IOException e) {
                // What was read before is read again from the beginning.
            }
            return next;
        }
    }
}
