package dev.storeward.core.upload.body;

import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.testkit.DelegatingStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store that keeps no metadata, and whose every first reply to a put is lost: the put is sent
 * again, and finds its key taken.
 */
final class ForgetfulStore extends DelegatingStore {
    private final MemoryStore memory;
    private Optional<MultipartUploads> parts = Optional.empty();

    ForgetfulStore() {
        this(new MemoryStore(InstantSource.system()));
    }

    private ForgetfulStore(MemoryStore memory) {
        super(memory);
        this.memory = memory;
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        PutOptions bare = new PutOptions(options.ifAbsent(), options.contentType(), Map.of());
        memory.put(key, body, bare);
        throw new StoreException(StoreException.Code.ALREADY_EXISTS, "The object exists.");
    }

    void hold(ObjectKey key, byte[] bytes) {
        memory.put(key, Content.of(bytes), PutOptions.defaults());
    }

    /** Has large bodies come in parts, of an upload that cannot be aborted. */
    void takeParts() {
        parts = Optional.of(new ForgetfulParts());
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return parts;
    }

    private final class ForgetfulParts implements MultipartUploads {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        @Override
        public long minimumPartSize() {
            return 1;
        }

        @Override
        public int maximumParts() {
            return 100;
        }

        @Override
        public String start(ObjectKey key, PutOptions options) {
            return "id";
        }

        @Override
        public Part upload(ObjectKey key, String uploadId, int number, Content content) {
            try {
                content.open().transferTo(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Part(number, "tag");
        }

        @Override
        public ObjectInfo complete(
                ObjectKey key, String uploadId, List<Part> parts, PutOptions options) {
            return put(key, Content.of(body.toByteArray()), options);
        }

        @Override
        public void abort(ObjectKey key, String uploadId) {
            throw new StoreException(StoreException.Code.NOT_FOUND, "There is no such upload.");
        }

        @Override
        public List<String> pending(ObjectKey key) {
            return List.of();
        }
    }
}
