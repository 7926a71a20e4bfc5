package dev.storeward.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.testkit.gcs.Trouble;
import dev.storeward.testkit.server.Fault;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broken network makes of calls. */
final class GcsFaultTest extends GcsFaultFixture {
    private static final String WRITE = "uploadType=multipart";

    @Test
    void aServerThatRefusesConnectionsIsUnreachable() {
        proxy.close();

        StoreException failure = failure(() -> store.head(key));

        assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
        assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_REFUSED);
    }

    @Test
    void aConnectionThatIsCutAtOnceIsUnreachable() {
        proxy.set(new Fault.Refuse());

        assertThat(codeOf(() -> store.get(key, ByteRange.all()))).isEqualTo(Code.UNREACHABLE);
        assertThat(codeOf(() -> store.put(key, Content.of(new byte[1]), PutOptions.defaults())))
                .isEqualTo(Code.UNREACHABLE);
        assertThat(codeOf(() -> store.list(new ListRequest("", "", 10))))
                .isEqualTo(Code.UNREACHABLE);
        assertThat(codeOf(() -> store.delete(List.of(key, new ObjectKey("b")))))
                .isEqualTo(Code.UNREACHABLE);
    }

    @Test
    void aServerThatFallsSilentIsUnreachable() {
        proxy.set(new Fault.BlackHole());

        StoreException failure = failure(() -> store.head(key));

        assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
        assertThat(failure.reason()).isEqualTo(Reason.SILENT);
    }

    @ParameterizedTest
    @ValueSource(longs = {2_000, 1_000_000, 11_999_000})
    void aBodyThatIsCutOffDoesNotLookWhole(long after) {
        proxy.set(new Fault.CutReply(after));

        try (ObjectBody body = store.get(key, ByteRange.all())) {
            assertThat(body.length()).isEqualTo(12_000_000);
            assertThatThrownBy(() -> body.stream().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPutThatIsCutOffIsSentAgain() {
        proxy.setOnce(new Fault.CutRequest(50_000));
        byte[] bytes = random(200_000);

        store.put(key, Content.of(bytes), PutOptions.defaults());

        assertThat(read(key)).isEqualTo(bytes);
    }

    @Test
    void aPutThatSucceededUnheardIsKnownAgainByItsWriter() {
        ObjectKey fresh = new ObjectKey("fault/" + UUID.randomUUID());
        proxy.setOnce(new Fault.DropReply());

        ObjectInfo info = store.put(fresh, Content.of(new byte[10]), ifAbsent("writer-1"));

        assertThat(info.size()).isEqualTo(10);
        assertThat(store.head(fresh).orElseThrow().metadata())
                .containsEntry("sw-object", "writer-1");
        assertThat(codeOf(() -> store.put(fresh, Content.of(new byte[5]), ifAbsent("writer-2"))))
                .isEqualTo(Code.ALREADY_EXISTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload_id=", "POST /upload"})
    void aChunkThatFailsOnceIsSentAgain(String where) {
        server.setOnce(new Trouble.Answer(where, 503, "backendError"));
        byte[] bytes = random(20_000_000);

        store.put(key, once(bytes), ifAbsentNot("writer-3"));

        assertThat(read(key)).isEqualTo(bytes);
        assertThat(server.openUploads()).isZero();
    }

    @Test
    void aChunkThatIsCutOffGoesOnWhereItEnded() {
        proxy.setOnce(new Fault.CutRequest(10_000_000));
        byte[] bytes = random(20_000_000);

        store.put(key, once(bytes), ifAbsentNot("writer-4"));

        assertThat(read(key)).isEqualTo(bytes);
    }

    @Test
    void whatChangedOnTheWayIsNeitherKeptNorBelieved() {
        ObjectKey fresh = new ObjectKey("fault/" + UUID.randomUUID());
        server.set(new Trouble.FlippedBit(WRITE));
        assertThat(codeOf(() -> store.put(fresh, Content.of(random(1000)), PutOptions.defaults())))
                .isEqualTo(Code.CORRUPT);
        server.set(new Trouble.FlippedBit("upload_id="));
        assertThat(codeOf(() -> store.put(fresh, once(random(9_000_000)), PutOptions.defaults())))
                .isEqualTo(Code.CORRUPT);
        server.calm();

        assertThat(store.head(fresh)).isEmpty();
    }

    @Test
    void aBodyClosedEarlyIsNotReadToItsEnd() throws IOException {
        proxy.set(new Fault.Throttle(4_000_000));
        long before = proxy.replied();

        try (ObjectBody body = store.get(key, ByteRange.all())) {
            assertThat(body.stream().readNBytes(100)).hasSize(100);
        }
        store.head(key);

        assertThat(proxy.replied() - before).isLessThan(6_000_000);
    }

    @Test
    void smallCallsShareOneConnection() {
        store.head(key);
        long before = proxy.connections();

        for (int i = 0; i < 20; i++) {
            store.head(key);
            read(key, new ByteRange.Between(5, 9));
        }

        assertThat(proxy.connections()).isEqualTo(before);
    }

    private static PutOptions ifAbsent(String writer) {
        return new PutOptions(true, "text/plain", Map.of("sw-object", writer));
    }

    private static PutOptions ifAbsentNot(String writer) {
        return new PutOptions(false, "text/plain", Map.of("sw-object", writer));
    }
}
