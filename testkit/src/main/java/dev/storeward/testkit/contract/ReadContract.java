package dev.storeward.testkit.contract;

import static dev.storeward.testkit.contract.Subject.codeOf;
import static dev.storeward.testkit.contract.Subject.random;
import static dev.storeward.testkit.contract.Subject.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.ByteRange;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

interface ReadContract extends Subject {

    @Test
    default void aMissingObjectIsNotFound() {
        ObjectKey key = freshKey("missing");

        assertThat(store().head(key)).isEmpty();
        assertThat(codeOf(() -> store().get(key, ByteRange.all()))).isEqualTo(Code.NOT_FOUND);
        assertThat(codeOf(() -> store().get(key, new ByteRange.From(5)))).isEqualTo(Code.NOT_FOUND);
    }

    @Test
    default void headAndGetDescribeTheObjectAlike() {
        ObjectKey key = freshKey("described");
        put(key, "twelve bytes");

        ObjectInfo head = store().head(key).orElseThrow();
        try (ObjectBody body = store().get(key, new ByteRange.Between(2, 4))) {
            assertThat(body.info().key()).isEqualTo(key);
            assertThat(body.info().size()).isEqualTo(12);
            assertThat(body.info().etag()).isEqualTo(head.etag());
            assertThat(body.info().lastModified()).isEqualTo(head.lastModified());
            assertThat(body.offset()).isEqualTo(2);
            assertThat(body.length()).isEqualTo(3);
        }
        assertThat(head.key()).isEqualTo(key);
        assertThat(head.size()).isEqualTo(12);
        assertThat(head.etag()).doesNotContain("\"");
    }

    @Test
    default void everyFormOfRangeGivesItsBytes() {
        ObjectKey key = freshKey("ranges");
        put(key, "0123456789");

        assertThat(slice(key, ByteRange.all())).isEqualTo("0123456789");
        assertThat(slice(key, new ByteRange.From(0))).isEqualTo("0123456789");
        assertThat(slice(key, new ByteRange.From(7))).isEqualTo("789");
        assertThat(slice(key, new ByteRange.From(9))).isEqualTo("9");
        assertThat(slice(key, new ByteRange.Between(0, 0))).isEqualTo("0");
        assertThat(slice(key, new ByteRange.Between(3, 5))).isEqualTo("345");
        assertThat(slice(key, new ByteRange.Between(8, 1_000))).isEqualTo("89");
        assertThat(slice(key, new ByteRange.Last(1))).isEqualTo("9");
        assertThat(slice(key, new ByteRange.Last(4))).isEqualTo("6789");
        assertThat(slice(key, new ByteRange.Last(1_000))).isEqualTo("0123456789");
    }

    @Test
    default void aRangeWithoutAByteOfTheObjectIsInvalid() {
        ObjectKey key = freshKey("no-range");
        put(key, "0123456789");
        ObjectKey empty = freshKey("empty");
        put(empty, "");

        assertThat(codeOf(() -> store().get(key, new ByteRange.From(10)))).isEqualTo(Code.INVALID);
        assertThat(codeOf(() -> store().get(key, new ByteRange.Between(10, 12))))
                .isEqualTo(Code.INVALID);
        assertThat(codeOf(() -> store().get(key, new ByteRange.Last(0)))).isEqualTo(Code.INVALID);
        assertThat(codeOf(() -> store().get(empty, new ByteRange.From(0)))).isEqualTo(Code.INVALID);
        assertThat(codeOf(() -> store().get(empty, new ByteRange.Last(5)))).isEqualTo(Code.INVALID);
    }

    @Test
    default void aRangeInsideALargeObjectGivesItsBytes() {
        ObjectKey key = freshKey("large-range");
        byte[] bytes = random(10_500_000);
        put(key, bytes);

        assertThat(read(key, new ByteRange.Between(8_388_600, 8_454_135)))
                .isEqualTo(Arrays.copyOfRange(bytes, 8_388_600, 8_454_136));
        assertThat(read(key, new ByteRange.Last(65_552)))
                .isEqualTo(Arrays.copyOfRange(bytes, 10_500_000 - 65_552, 10_500_000));
    }

    @Test
    default void aBodyMayBeClosedBeforeItsEnd() throws IOException {
        ObjectKey key = freshKey("half-read");
        byte[] bytes = random(12_000_000);
        put(key, bytes);

        for (int i = 0; i < 60; i++) {
            try (ObjectBody body = store().get(key, ByteRange.all())) {
                assertThat(body.stream().readNBytes(100)).isEqualTo(Arrays.copyOf(bytes, 100));
            }
        }

        assertThat(read(key, new ByteRange.Between(0, 9))).isEqualTo(Arrays.copyOf(bytes, 10));
    }

    @Test
    default void anEmptyBodyEndsAtOnce() throws IOException {
        ObjectKey key = freshKey("nothing");
        put(key, utf8(""));

        try (ObjectBody body = store().get(key, ByteRange.all())) {
            assertThat(body.length()).isZero();
            assertThat(body.stream().read()).isEqualTo(-1);
        }
    }

    private String slice(ObjectKey key, ByteRange range) {
        return new String(read(key, range), UTF_8);
    }
}
