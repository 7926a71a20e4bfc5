package dev.storeward.core.upload.session;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.testkit.DelegatingStore;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A store some of whose calls go wrong, each once. */
final class FaultyStore extends DelegatingStore {
    private final AtomicReference<@Nullable Runnable> beforeGet = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> beforeHead = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> afterPut = new AtomicReference<>();

    FaultyStore(ObjectStore inner) {
        super(inner);
    }

    /** Something that happens before the next object is read; it may throw. */
    void beforeGet(Runnable act) {
        beforeGet.set(act);
    }

    void beforeHead(Runnable act) {
        beforeHead.set(act);
    }

    /** Something that happens when the next object is there, before its client hears of it. */
    void afterPut(Runnable act) {
        afterPut.set(act);
    }

    static Runnable refusal(StoreException.Code code) {
        return () -> {
            throw new StoreException(code, "Refused once.");
        };
    }

    private static void run(AtomicReference<@Nullable Runnable> once) {
        Runnable act = once.getAndSet(null);
        if (act != null) {
            act.run();
        }
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        run(beforeGet);
        return super.get(key, range);
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        run(beforeHead);
        return super.head(key);
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        ObjectInfo made = super.put(key, body, options);
        run(afterPut);
        return made;
    }
}
