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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A bucket that takes connections and never answers, until those who wait give up. */
public final class SilentStore implements ObjectStore {
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch timeout = new CountDownLatch(1);

    public int asked() {
        return asked.get();
    }

    /** From now on nobody waits any longer. */
    public void giveUp() {
        timeout.countDown();
    }

    private StoreException silence() {
        asked.incrementAndGet();
        try {
            timeout.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new StoreException(
                StoreException.Code.UNREACHABLE,
                StoreException.Reason.SILENT,
                "The bucket does not answer.");
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, false, false);
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        try (InputStream in = body.open()) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw silence();
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        throw silence();
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        throw silence();
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        throw silence();
    }

    @Override
    public ObjectPage list(ListRequest request) {
        throw silence();
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        throw silence();
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
