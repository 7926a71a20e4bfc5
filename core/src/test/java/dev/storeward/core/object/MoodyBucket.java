package dev.storeward.core.object;

import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.testkit.DelegatingStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A bucket in memory that fails where a test wants it to. */
final class MoodyBucket extends DelegatingStore implements MultipartUploads {
    private final MemoryStore memory;
    private final List<String> aborted = new ArrayList<>();
    private final List<Integer> deletedAtOnce = new ArrayList<>();
    private String poison = "";
    private boolean listable = true;
    private @Nullable Instant retained;
    private volatile @Nullable InetSocketAddress endpoint;
    private volatile boolean marked;

    MoodyBucket() {
        this(new MemoryStore(InstantSource.system()));
    }

    private MoodyBucket(MemoryStore memory) {
        super(memory);
        this.memory = memory;
    }

    /** Makes every delete fail that names this key. */
    void poison(String key) {
        poison = key;
    }

    /** Has a retention rule keep every object until a day; null for none. */
    void retain(@Nullable Instant until) {
        retained = until;
    }

    /** Has every call wait for a server; the marker's, too, unless it was written before. */
    void askAt(InetSocketAddress server, boolean markerIsKnown) {
        endpoint = server;
        marked = markerIsKnown;
    }

    /** Waits until the server breaks off, if there is one. */
    private void ask() {
        InetSocketAddress server = endpoint;
        if (server == null) {
            return;
        }
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            if (socket.getInputStream().read() < 0) {
                throw new StoreException(Code.UNREACHABLE, Reason.SILENT, "No answer in time.");
            }
        } catch (IOException e) {
            throw new StoreException(Code.UNREACHABLE, Reason.SILENT, "No answer in time.", e);
        }
    }

    void forbidListing() {
        listable = false;
    }

    void allowListing() {
        listable = true;
    }

    /** How many objects each delete was about. */
    List<Integer> deletedAtOnce() {
        return deletedAtOnce;
    }

    /** The ids of the uploads that were aborted. */
    List<String> aborted() {
        return aborted;
    }

    boolean holds(String key) {
        return memory.head(new ObjectKey(key)).isPresent();
    }

    void hold(String key, UUID object) {
        PutOptions marked =
                new PutOptions(
                        false, "application/octet-stream", Map.of("sw-object", object.toString()));
        memory.put(new ObjectKey(key), Content.of(new byte[1]), marked);
    }

    /** The marker of a version that named no run. */
    void markWithoutRun(String key) {
        memory.put(new ObjectKey(key), Content.of(new byte[0]), PutOptions.defaults());
    }

    void holdUnmarked(String key, byte[] stored) {
        memory.put(new ObjectKey(key), Content.of(stored), PutOptions.defaults());
    }

    private void requireListable() {
        if (!listable) {
            throw new StoreException(Code.FORBIDDEN, "Access denied.");
        }
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        ask();
        deletedAtOnce.add(keys.size());
        if (keys.stream().anyMatch(key -> key.value().equals(poison))) {
            throw new IllegalArgumentException("key: a secret");
        }
        Instant until = retained;
        return until == null
                ? memory.delete(keys)
                : keys.stream()
                        .map(key ->
                                new DeleteFailure(
                                        key,
                                        StoreException.retained(
                                                "bucket",
                                                until,
                                                new StoreException(Code.FORBIDDEN, "No."))))
                        .toList();
    }

    @Override
    public ObjectPage list(ListRequest request) {
        if (!marked) {
            ask();
        }
        requireListable();
        return memory.list(request);
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return Optional.of(this);
    }

    @Override
    public List<String> pending(ObjectKey key) {
        ask();
        requireListable();
        return List.of();
    }

    @Override
    public void abort(ObjectKey key, String uploadId) {
        aborted.add(uploadId);
    }

    @Override
    public long minimumPartSize() {
        return 1;
    }

    @Override
    public int maximumParts() {
        return 1;
    }

    @Override
    public String start(ObjectKey key, PutOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Part upload(ObjectKey key, String uploadId, int number, Content content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectInfo complete(
            ObjectKey key, String uploadId, List<Part> parts, PutOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        ask();
        return memory.head(key);
    }
}
