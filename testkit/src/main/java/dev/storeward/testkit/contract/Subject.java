package dev.storeward.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The store under test, and the words the contract's tests are written in. */
interface Subject {

    /** The one store of the test class; its bucket may hold other objects. */
    ObjectStore store();

    /** A key nobody else uses. */
    default ObjectKey freshKey(String name) {
        return new ObjectKey("contract/" + UUID.randomUUID() + "/" + name);
    }

    default ObjectInfo put(ObjectKey key, byte[] bytes) {
        return store().put(key, Content.of(bytes), PutOptions.defaults());
    }

    default ObjectInfo put(ObjectKey key, String text) {
        return put(key, utf8(text));
    }

    default byte[] read(ObjectKey key) {
        return read(key, ByteRange.all());
    }

    default byte[] read(ObjectKey key, ByteRange range) {
        try (ObjectBody body = store().get(key, range)) {
            byte[] bytes = body.stream().readAllBytes();
            assertThat((long) bytes.length).isEqualTo(body.length());
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    default String text(ObjectKey key) {
        return new String(read(key), StandardCharsets.UTF_8);
    }

    /** Every key below a prefix, over as many pages as it takes. */
    default List<String> keys(String prefix, int pageSize) {
        List<String> keys = new ArrayList<>();
        String cursor = "";
        do {
            ObjectPage page = store().list(new ListRequest(prefix, cursor, pageSize));
            assertThat(page.objects()).hasSizeLessThanOrEqualTo(pageSize);
            page.objects().forEach(object -> keys.add(object.key().value()));
            cursor = page.nextCursor();
        } while (!cursor.isEmpty());
        return keys;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** A body that can be read once and does not say how long it is. */
    static Content ofUnknownLength(byte[] bytes) {
        return Content.once(new java.io.ByteArrayInputStream(bytes), OptionalLong.empty());
    }

    static Content declared(long length, byte[] bytes) {
        return Content.once(new java.io.ByteArrayInputStream(bytes), OptionalLong.of(length));
    }

    static StoreException.Code codeOf(ThrowingCallable call) {
        StoreException failure = catchThrowableOfType(StoreException.class, call);
        assertThat(failure).as("a StoreException").isNotNull();
        assertThat(failure.getMessage()).as("its sentence").isNotBlank();
        return failure.code();
    }
}
