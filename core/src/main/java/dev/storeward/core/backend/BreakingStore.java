package dev.storeward.core.backend;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Capabilities;
import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PresignRequest;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.stream.BulkStream;
import dev.storeward.store.wrap.TransparentStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A backend as requests of clients see it: one that gives no answers is refused at once instead of
 * being waited for again and again. What a client's body may have done to a call is no silence. A
 * call that was not waited for to its end is one only if it is brief, so that it could not take
 * long for another reason.
 */
final class BreakingStore implements TransparentStore {
    /** As much as is sent in a moment, whatever else is sent at the time. */
    private static final long BRIEF_BYTES = 256 << 10;

    private final ObjectStore store;
    private final Breaker breaker;

    BreakingStore(ObjectStore store, Breaker breaker) {
        this.store = store;
        this.breaker = breaker;
    }

    @Override
    public ObjectStore inner() {
        return store;
    }

    @Override
    public ObjectKey innerKey(ObjectKey key) {
        return key;
    }

    private <T> T asked(Supplier<T> call) {
        return asked(call, false, () -> false);
    }

    private <T> T briefly(Supplier<T> call) {
        return asked(call, true, () -> false);
    }

    private <T> T asked(Supplier<T> call, boolean brief, BooleanSupplier client) {
        breaker.ask();
        long began = breaker.now();
        try {
            T answer = call.get();
            breaker.answered();
            return answer;
        } catch (StoreException e) {
            if (e.code() != StoreException.Code.UNREACHABLE) {
                breaker.answered();
            } else if (client.getAsBoolean()) {
                breaker.unknown();
            } else if (Thread.currentThread().isInterrupted()) {
                left(brief, began);
            } else {
                breaker.silent();
            }
            throw e;
        } catch (RuntimeException | Error e) {
            breaker.unknown();
            throw e;
        }
    }

    private void left(boolean brief, long began) {
        if (brief) {
            breaker.left(began);
        } else {
            breaker.unknown();
        }
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content content, PutOptions options) {
        if (content.reopenable()) {
            boolean brief = content.length().orElse(Long.MAX_VALUE) <= BRIEF_BYTES;
            return asked(() -> store.put(key, content, options), brief, () -> false);
        }
        Passing body = new Passing(content);
        return asked(() -> store.put(key, body, options), false, () -> body.begun);
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        return asked(() -> store.get(key, range));
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return asked(() -> store.head(key));
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        return asked(() -> store.delete(keys));
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return asked(() -> store.list(request));
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        return asked(() -> store.copyFrom(source, copy));
    }

    @Override
    public Optional<URI> presign(PresignRequest request) {
        return store.presign(request);
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return store.multipart().map(Parts::new);
    }

    @Override
    public void close() {
        store.close();
    }

    /** Uploads in parts, each call of which asks the backend. */
    private final class Parts implements MultipartUploads {
        private final MultipartUploads parts;

        Parts(MultipartUploads parts) {
            this.parts = parts;
        }

        @Override
        public long minimumPartSize() {
            return parts.minimumPartSize();
        }

        @Override
        public boolean comparesTags() {
            return parts.comparesTags();
        }

        @Override
        public int maximumParts() {
            return parts.maximumParts();
        }

        @Override
        public String start(ObjectKey key, PutOptions options) {
            return briefly(() -> parts.start(key, options));
        }

        @Override
        public Part upload(ObjectKey key, String uploadId, int number, Content content) {
            return asked(() -> parts.upload(key, uploadId, number, content));
        }

        @Override
        public ObjectInfo complete(
                ObjectKey key, String uploadId, List<Part> sent, PutOptions options) {
            return asked(() -> parts.complete(key, uploadId, sent, options));
        }

        @Override
        public void abort(ObjectKey key, String uploadId) {
            asked(() -> {
                parts.abort(key, uploadId);
                return true;
            });
        }

        @Override
        public List<String> pending(ObjectKey key) {
            return asked(() -> parts.pending(key));
        }
    }

    /**
     * A body that is read once, from a client; when some of it was read, a call may have failed for
     * its client was slow.
     */
    private static final class Passing implements Content {
        private final Content content;
        private volatile boolean begun;

        Passing(Content content) {
            this.content = content;
        }

        @Override
        public InputStream open() throws IOException {
            InputStream stream = content.open();
            return new BulkStream() {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    begun = true;
                    return stream.read(target, offset, length);
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public OptionalLong length() {
            return content.length();
        }

        @Override
        public boolean reopenable() {
            return false;
        }

        @Override
        public Optional<byte[]> sha256() {
            return content.sha256();
        }
    }
}
