package dev.storeward.core.upload.session;

import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.testkit.DelegatingStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A store that takes parts as S3 does: of one that is sent twice, the last is there. */
final class PartedStore extends DelegatingStore implements MultipartUploads {
    private final ObjectStore inner;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private volatile boolean losesReplies;

    private record Pending(ObjectKey key, Map<Integer, Sent> parts) {}

    private record Sent(String tag, byte[] bytes) {}

    PartedStore(ObjectStore inner) {
        super(inner);
        this.inner = inner;
    }

    /** From here on uploads are completed and nobody hears of it. */
    void loseReplies() {
        losesReplies = true;
    }

    void keepReplies() {
        losesReplies = false;
    }

    /** Has no upload any more: a rule of the bucket ended them, or who else completed them. */
    void forget() {
        pending.clear();
    }

    /** How many uploads were neither completed nor aborted. */
    int pendingUploads() {
        return pending.size();
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return Optional.of(this);
    }

    @Override
    public long minimumPartSize() {
        return 100;
    }

    @Override
    public boolean comparesTags() {
        return true;
    }

    @Override
    public int maximumParts() {
        return 10_000;
    }

    @Override
    public String start(ObjectKey key, PutOptions options) {
        String id = UUID.randomUUID().toString();
        pending.put(id, new Pending(key, new ConcurrentHashMap<>()));
        return id;
    }

    private Pending of(String id) {
        return Optional.ofNullable(pending.get(id))
                .orElseThrow(() ->
                        new StoreException(
                                Code.INVALID,
                                StoreException.Reason.UPLOAD_GONE,
                                "There is no such upload."));
    }

    @Override
    public Part upload(ObjectKey key, String uploadId, int number, Content content) {
        try (InputStream in = content.open()) {
            Sent sent = new Sent(UUID.randomUUID().toString(), in.readAllBytes());
            of(uploadId).parts().put(number, sent);
            return new Part(number, sent.tag());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ObjectInfo complete(
            ObjectKey key, String uploadId, List<Part> parts, PutOptions options) {
        Map<Integer, Sent> sent = new TreeMap<>(of(uploadId).parts());
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (Part part : parts) {
            Sent one = sent.get(part.number());
            if (one == null || !one.tag().equals(part.tag())) {
                throw new StoreException(Code.INVALID, "A part is another by now.");
            }
            whole.writeBytes(one.bytes());
        }
        ObjectInfo made = inner.put(key, Content.of(whole.toByteArray()), options);
        pending.remove(uploadId);
        if (losesReplies) {
            throw new StoreException(Code.UNREACHABLE, "No reply.");
        }
        return made;
    }

    @Override
    public void abort(ObjectKey key, String uploadId) {
        pending.remove(uploadId);
    }

    @Override
    public List<String> pending(ObjectKey key) {
        return pending.entrySet().stream()
                .filter(entry -> entry.getValue().key().equals(key))
                .map(Map.Entry::getKey)
                .toList();
    }
}
