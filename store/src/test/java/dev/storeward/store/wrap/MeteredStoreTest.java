package dev.storeward.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.CapabilityProbe;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.store.wrap.Meter.Operation;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MeteredStoreTest {
    private final List<Meter.Call> calls = new ArrayList<>();
    private final MemoryStore memory = new MemoryStore(InstantSource.system());
    private final ObjectStore store = new MeteredStore(memory, calls::add);
    private final ObjectKey key = new ObjectKey("a");

    @Test
    void aPutCountsItsBytes() {
        store.put(key, Content.of(new byte[10]), PutOptions.defaults());

        assertThat(calls).hasSize(1);
        assertThat(calls.getFirst().operation()).isEqualTo(Operation.PUT);
        assertThat(calls.getFirst().bytes()).isEqualTo(10);
        assertThat(calls.getFirst().failure()).isEmpty();
    }

    @Test
    void aGetCountsTheBytesReadOnceItsBodyIsClosed() throws IOException {
        memory.put(key, Content.of(new byte[10]), PutOptions.defaults());

        try (ObjectBody body = store.get(key, ByteRange.all())) {
            assertThat(body.stream().readNBytes(4)).hasSize(4);
            assertThat(calls).isEmpty();
            body.stream().close();
        }

        assertThat(calls).hasSize(1);
        assertThat(calls.getFirst().operation()).isEqualTo(Operation.GET);
        assertThat(calls.getFirst().bytes()).isEqualTo(4);
    }

    @Test
    void aFailureIsReportedWithItsCode() {
        assertThatThrownBy(() -> store.get(key, ByteRange.all()))
                .isInstanceOf(StoreException.class);
        store.head(key);
        store.list(new ListRequest("", "", 5));

        assertThat(calls)
                .extracting(Meter.Call::operation)
                .containsExactly(Operation.GET, Operation.HEAD, Operation.LIST);
        assertThat(calls)
                .extracting(Meter.Call::failure)
                .containsExactly(Optional.of(Code.NOT_FOUND), Optional.empty(), Optional.empty());
    }

    @Test
    void aCopySeesThroughDecorators() {
        ObjectStore prefixed = PrefixedStore.of(store, Prefix.of("deep"));
        prefixed.put(key, Content.of(new byte[3]), PutOptions.defaults());

        assertThat(new MemoryStore(InstantSource.system()).copyFrom(prefixed, copyTo(key)))
                .isTrue();
        assertThat(prefixed.copyFrom(prefixed, copyTo(new ObjectKey("b")))).isTrue();
        assertThat(memory.head(new ObjectKey("deep/b")).orElseThrow().size()).isEqualTo(3);
    }

    private ObjectCopy copyTo(ObjectKey to) {
        return new ObjectCopy(key, to, 3, PutOptions.defaults());
    }

    @Test
    void probingFindsOutWhetherPutIfAbsentIsHonoured() {
        assertThat(CapabilityProbe.conditionalPut(store, key)).isTrue();
        assertThat(memory.head(key)).isEmpty();
    }
}
