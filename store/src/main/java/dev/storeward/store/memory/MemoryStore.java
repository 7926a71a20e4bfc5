package dev.storeward.store.memory;

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
import dev.storeward.store.stream.CheckedBody;
import dev.storeward.store.wrap.CopySource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** A bucket in memory. Objects live as long as the store; closing it keeps them. */
public final class MemoryStore implements ObjectStore {

    private static final class Stored {
        private final ObjectInfo info;
        private final byte[] bytes;

        Stored(ObjectInfo info, byte[] bytes) {
            this.info = info;
            this.bytes = bytes;
        }
    }

    private final NavigableMap<ObjectKey, Stored> objects = new ConcurrentSkipListMap<>();
    private final AtomicLong versions = new AtomicLong();
    private final InstantSource clock;

    public MemoryStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, false, false);
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        byte[] bytes;
        try (CheckedBody in = CheckedBody.open(body)) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Code.CORRUPT, "The body could not be closed.", e);
        }
        requireDigest(body, bytes);
        return store(key, bytes, options);
    }

    private static void requireDigest(Content body, byte[] bytes) {
        if (body.sha256().filter(told -> !Arrays.equals(told, sha256(bytes))).isPresent()) {
            throw new StoreException(
                    StoreException.Code.CORRUPT, "The body has another SHA-256 than was told.");
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private ObjectInfo store(ObjectKey key, byte[] bytes, PutOptions options) {
        ObjectInfo info =
                new ObjectInfo(
                        key,
                        bytes.length,
                        Long.toHexString(versions.incrementAndGet()),
                        clock.instant(),
                        options.metadata());
        Stored stored = new Stored(info, bytes);
        if (!options.ifAbsent()) {
            objects.put(key, stored);
        } else if (objects.putIfAbsent(key, stored) != null) {
            throw new StoreException(
                    StoreException.Code.ALREADY_EXISTS, "The object " + key + " exists.");
        }
        return info;
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        Stored stored = stored(key);
        ByteRange.Slice slice = range.within(stored.bytes.length);
        return new ObjectBody(
                stored.info,
                slice.offset(),
                slice.length(),
                new ByteArrayInputStream(
                        stored.bytes,
                        Math.toIntExact(slice.offset()),
                        Math.toIntExact(slice.length())));
    }

    private Stored stored(ObjectKey key) {
        return Optional.ofNullable(objects.get(key))
                .orElseThrow(() ->
                        new StoreException(
                                StoreException.Code.NOT_FOUND, "There is no object " + key + "."));
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        return Optional.ofNullable(objects.get(key)).map(stored -> stored.info);
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        keys.forEach(objects::remove);
        return List.of();
    }

    @Override
    public ObjectPage list(ListRequest request) {
        if (!request.cursor().isEmpty() && !ObjectKey.problemOf(request.cursor()).isEmpty()) {
            throw new StoreException(
                    StoreException.Code.INVALID, "The cursor is not one of this store.");
        }
        NavigableMap<ObjectKey, Stored> behind =
                request.cursor().isEmpty()
                        ? objects
                        : objects.tailMap(new ObjectKey(request.cursor()), false);
        List<ObjectInfo> found = new ArrayList<>();
        for (Stored stored : behind.values()) {
            if (stored.info.key().value().startsWith(request.prefix())) {
                if (found.size() == request.limit()) {
                    return new ObjectPage(found, found.getLast().key().value());
                }
                found.add(stored.info);
            }
        }
        return new ObjectPage(found, "");
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        CopySource inner = CopySource.of(source, copy.from());
        if (!(inner.store() instanceof MemoryStore memory)) {
            return false;
        }
        Stored stored = memory.stored(inner.key());
        PutOptions options = copy.options();
        store(
                copy.to(),
                stored.bytes,
                new PutOptions(false, options.contentType(), options.metadata()));
        return true;
    }

    @Override
    public Optional<URI> presign(PresignRequest request) {
        return Optional.empty();
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
