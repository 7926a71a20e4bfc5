package dev.storeward.testkit.contract;

import static dev.storeward.testkit.contract.Subject.codeOf;
import static dev.storeward.testkit.contract.Subject.declared;
import static dev.storeward.testkit.contract.Subject.ofUnknownLength;
import static dev.storeward.testkit.contract.Subject.random;
import static dev.storeward.testkit.contract.Subject.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

interface WriteContract extends Subject {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10_240, 65_536, 1_048_577, 11_000_000})
    default void aBodyComesBackAsItWasWritten(int length) {
        ObjectKey key = freshKey("body");
        byte[] bytes = random(length);

        ObjectInfo info = put(key, bytes);

        assertThat(info.key()).isEqualTo(key);
        assertThat(info.size()).isEqualTo(length);
        assertThat(read(key)).isEqualTo(bytes);
        assertThat(store().head(key).orElseThrow().size()).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300_000, 8_388_608, 19_000_001})
    default void aBodyOfUnknownLengthComesBackAsItWasWritten(int length) {
        ObjectKey key = freshKey("unknown-length");
        byte[] bytes = random(length);

        ObjectInfo info = store().put(key, ofUnknownLength(bytes), PutOptions.defaults());

        assertThat(info.size()).isEqualTo(length);
        assertThat(read(key)).isEqualTo(bytes);
    }

    @Test
    default void aBodyThatCanBeReadOnceIsWrittenWithItsDeclaredLength() {
        ObjectKey key = freshKey("once");
        byte[] bytes = random(9_000_000);

        store().put(key, declared(bytes.length, bytes), PutOptions.defaults());

        assertThat(read(key)).isEqualTo(bytes);
    }

    @Test
    default void anOverwriteReplacesTheWholeObject() {
        ObjectKey key = freshKey("overwrite");
        put(key, "a longer first version");

        put(key, "second");

        assertThat(text(key)).isEqualTo("second");
        assertThat(store().head(key).orElseThrow().size()).isEqualTo(6);
    }

    @Test
    default void metadataComesBackFromGetAndHead() {
        ObjectKey key = freshKey("metadata");
        Map<String, String> metadata =
                Map.of("sw-object", "0198c0de", "note", "a; b=\"c\", 100% (d) 'e'", "x1", "");

        store().put(key, Content.of(utf8("x")), new PutOptions(false, "text/plain", metadata));

        assertThat(store().head(key).orElseThrow().metadata()).containsAllEntriesOf(metadata);
        try (ObjectBody body = store().get(key, ByteRange.all())) {
            assertThat(body.info().metadata()).containsAllEntriesOf(metadata);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 70_000, 2_000_000, 9_000_000})
    default void aBodyShorterThanDeclaredLeavesNoObject(int length) {
        ObjectKey key = freshKey("short");

        Code code =
                codeOf(() ->
                        store().put(
                                        key,
                                        declared(length, random(length - 1)),
                                        PutOptions.defaults()));

        assertThat(code).isEqualTo(Code.CORRUPT);
        assertThat(store().head(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 70_000, 2_000_000, 9_000_000})
    default void aBodyLongerThanDeclaredLeavesNoObject(int length) {
        ObjectKey key = freshKey("long");

        Code code =
                codeOf(() ->
                        store().put(
                                        key,
                                        declared(length, random(length + 1)),
                                        PutOptions.defaults()));

        assertThat(code).isEqualTo(Code.CORRUPT);
        assertThat(store().head(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5_000, 18_000_000})
    default void aBodyThatFailsWhileItIsReadLeavesNoObject(int readable) {
        ObjectKey key = freshKey("broken");
        put(freshKey("other"), "untouched");

        Code code =
                codeOf(() ->
                        store().put(
                                        key,
                                        Content.once(
                                                new BrokenStream(random(readable)),
                                                OptionalLong.of(readable + 10L)),
                                        PutOptions.defaults()));

        assertThat(code).isEqualTo(Code.CORRUPT);
        assertThat(store().head(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5_000, 18_000_000})
    default void whatABodyThrowsItselfComesThroughUnchanged(int readable) {
        ObjectKey key = freshKey("refused");
        IllegalStateException refusal = new IllegalStateException("over quota");
        InputStream body =
                new SequenceInputStream(
                        new java.io.ByteArrayInputStream(random(readable)),
                        new RefusingStream(refusal));

        assertThatThrownBy(() ->
                        store().put(
                                        key,
                                        Content.once(body, OptionalLong.empty()),
                                        PutOptions.defaults()))
                .isSameAs(refusal);

        assertThat(store().head(key)).isEmpty();
    }

    @Test
    default void aFailedOverwriteLeavesTheFormerObject() {
        ObjectKey key = freshKey("kept");
        put(key, "former");

        codeOf(() -> store().put(key, declared(10, utf8("short")), PutOptions.defaults()));

        assertThat(text(key)).isEqualTo("former");
    }

    @Test
    default void aReaderDuringOverwritesSeesOneWholeVersion() throws Exception {
        ObjectKey key = freshKey("rewritten");
        int length = 300_000;
        put(key, filled(length, 0));
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer =
                    executor.submit(() -> {
                        for (int version = 1; version <= 30; version++) {
                            put(key, filled(length, version));
                        }
                    });
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(
                        executor.submit(() -> {
                            do {
                                byte[] seen = read(key);
                                assertThat(seen).isEqualTo(filled(length, seen[0]));
                            } while (!writer.isDone());
                        }));
            }
            writer.get();
            for (Future<?> reader : readers) {
                reader.get();
            }
        }
        assertThat(read(key)).isEqualTo(filled(length, 30));
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Gives some bytes and then fails, as a client that goes away does. */
    final class BrokenStream extends InputStream {
        private final InputStream good;

        BrokenStream(byte[] good) {
            this.good = new java.io.ByteArrayInputStream(good);
        }

        @Override
        public int read() throws IOException {
            int next = good.read();
            if (next < 0) {
                throw new IOException("the client went away");
            }
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = good.read(target, offset, length);
            if (got < 0) {
                throw new IOException("the client went away");
            }
            return got;
        }
    }

    /** Refuses to give more, as a body over its owner's quota does. */
    final class RefusingStream extends InputStream {
        private final IllegalStateException refusal;

        RefusingStream(IllegalStateException refusal) {
            this.refusal = refusal;
        }

        @Override
        public int read() {
            throw refusal;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            throw refusal;
        }
    }
}
