package dev.storeward.store.connector;

import dev.storeward.store.ObjectInfo;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A write that was refused because its key is taken. The reply to it may have been lost and the
 * request repeated: then the object is the writer's own.
 */
public final class LostReply {
    private LostReply() {}

    /**
     * The object under the key, where its metadata names the same {@link PutOptions#WRITER}.
     *
     * @param found asks for the object; not called where the writer gave no name
     * @throws StoreException the refusal, where the object is another's
     */
    public static ObjectInfo own(
            PutOptions options, Supplier<Optional<ObjectInfo>> found, StoreException refusal) {
        return Optional.ofNullable(options.metadata().get(PutOptions.WRITER))
                .flatMap(writer ->
                        found.get()
                                .filter(object ->
                                        writer.equals(object.metadata().get(PutOptions.WRITER))))
                .orElseThrow(() -> refusal);
    }
}
