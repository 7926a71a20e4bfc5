package dev.storeward.testkit.edge;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.MultipartUploads.Part;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Every call of a store that makes a request, by its name. */
public final class Calls {
    private static final ObjectKey KEY = new ObjectKey("a");
    private static final ObjectKey OTHER = new ObjectKey("b");
    private static final String UPLOAD = "an-upload";
    private static final byte[] BYTES = {1, 2, 3};

    private Calls() {}

    /** The calls of a store; those of uploads in parts where it has them. */
    public static Map<String, Consumer<ObjectStore>> of(ObjectStore store) {
        Map<String, Consumer<ObjectStore>> calls = new LinkedHashMap<>();
        calls.put("put", s -> s.put(KEY, Content.of(BYTES), PutOptions.defaults()));
        calls.put(
                "put of a stream",
                s ->
                        s.put(
                                KEY,
                                Content.once(
                                        new ByteArrayInputStream(new byte[9 << 20]),
                                        OptionalLong.empty()),
                                PutOptions.defaults()));
        calls.put("get", s -> s.get(KEY, ByteRange.all()).close());
        calls.put("head", s -> s.head(KEY));
        calls.put("delete of one", s -> raise(s, List.of(KEY)));
        calls.put("delete of several", s -> raise(s, List.of(KEY, OTHER)));
        calls.put("list", s -> s.list(new ListRequest("", "", 10)));
        calls.put(
                "copy",
                s ->
                        s.copyFrom(
                                s,
                                new ObjectCopy(KEY, OTHER, BYTES.length, PutOptions.defaults())));
        store.multipart().ifPresent(_ -> calls.putAll(parts()));
        return calls;
    }

    private static Map<String, Consumer<ObjectStore>> parts() {
        Map<String, Consumer<ObjectStore>> calls = new LinkedHashMap<>();
        calls.put("start", s -> uploads(s).start(KEY, PutOptions.defaults()));
        calls.put("part", s -> uploads(s).upload(KEY, UPLOAD, 1, Content.of(BYTES)));
        calls.put(
                "complete",
                s ->
                        uploads(s)
                                .complete(
                                        KEY,
                                        UPLOAD,
                                        List.of(new Part(1, "tag")),
                                        PutOptions.defaults()));
        calls.put("abort", s -> uploads(s).abort(KEY, UPLOAD));
        calls.put("pending", s -> uploads(s).pending(KEY));
        return calls;
    }

    private static MultipartUploads uploads(ObjectStore store) {
        return store.multipart().orElseThrow();
    }

    /** A failure that is told of a key is one all the same. */
    private static void raise(ObjectStore store, List<ObjectKey> keys) {
        store.delete(keys).stream()
                .findFirst()
                .ifPresent(failure -> {
                    throw failure.reason();
                });
    }
}
