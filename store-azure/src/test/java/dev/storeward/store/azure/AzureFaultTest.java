package dev.storeward.store.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.MultipartUploads.Part;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.testkit.server.Fault;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broken network makes of calls. */
final class AzureFaultTest extends AzureFaultFixture {
    @Test
    void aServerThatClosesConnectionsIsUnreachable() {
        proxy.set(new Fault.Refuse());

        assertThat(failure(() -> store.get(key, ByteRange.all())).code())
                .isEqualTo(Code.UNREACHABLE);
        assertThat(failure(this::putOne).code()).isEqualTo(Code.UNREACHABLE);
        assertThat(failure(() -> store.list(new ListRequest("", "", 10))).code())
                .isEqualTo(Code.UNREACHABLE);
        assertThat(failure(() -> store.delete(List.of(key))).code()).isEqualTo(Code.UNREACHABLE);
    }

    @Test
    void aServerThatIsNotThereRefusesConnections() {
        proxy.close();

        StoreException failure = failure(() -> store.head(key));

        assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
        assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_REFUSED);
    }

    @Test
    void aServerThatFallsSilentIsUnreachable() {
        proxy.set(new Fault.BlackHole());

        StoreException failure = failure(() -> store.head(key));

        assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
        assertThat(failure.reason()).isEqualTo(Reason.SILENT);
        assertThat(failure(this::putOne).reason()).isEqualTo(Reason.SILENT);
    }

    @ParameterizedTest
    @CsvSource({
        "503 Service Unavailable, THROTTLED, UNSPECIFIED",
        "429 Too Many Requests, THROTTLED, UNSPECIFIED",
        "502 Bad Gateway, UNREACHABLE, UNSPECIFIED",
        "500 Internal Server Error, UNKNOWN, UNSPECIFIED",
        "403 Forbidden, INVALID, NOT_A_STORE",
        "404 Not Found, INVALID, NOT_A_STORE",
        "200 OK, INVALID, NOT_A_STORE",
        "201 Created, INVALID, NOT_A_STORE",
        "302 Found, INVALID, REDIRECTED",
        "507 Insufficient Storage, FULL, UNSPECIFIED"
    })
    void whatSomethingInBetweenAnswersIsNotTakenForTheStore(
            String status, Code code, Reason reason) {
        proxy.set(new Fault.Answer(status));

        StoreException put = failure(this::putOne);
        StoreException get = failure(() -> store.get(key, ByteRange.all()));

        assertThat(put.code()).isEqualTo(code);
        assertThat(put.reason()).isEqualTo(reason);
        assertThat(get.code()).isEqualTo(code);
        assertThat(get.reason()).isEqualTo(reason);
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
    void aPutThatIsCutOffIsSentAgain() throws IOException {
        proxy.setOnce(new Fault.CutRequest(500_000));
        byte[] bytes = new byte[1_000_000];
        bytes[999_999] = 7;

        store.put(key, Content.of(bytes), PutOptions.defaults());

        try (ObjectBody body = store.get(key, ByteRange.all())) {
            assertThat(body.stream().readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void aPartThatIsCutOffIsSentAgain() {
        ObjectKey fresh = new ObjectKey("fault/" + UUID.randomUUID());
        MultipartUploads uploads = store.multipart().orElseThrow();
        String id = uploads.start(fresh, PutOptions.defaults());
        proxy.setOnce(new Fault.CutRequest(500_000));

        Part part = uploads.upload(fresh, id, 1, Content.of(new byte[1_000_000]));

        assertThat(uploads.complete(fresh, id, List.of(part), PutOptions.defaults()).size())
                .isEqualTo(1_000_000);
    }

    @Test
    void aPutThatSucceededUnheardIsKnownAgainByItsWriter() {
        ObjectKey fresh = new ObjectKey("fault/" + UUID.randomUUID());
        proxy.setOnce(new Fault.DropReply());

        ObjectInfo info = store.put(fresh, Content.of(new byte[10]), ifAbsent("writer-1"));

        assertThat(info.size()).isEqualTo(10);
        assertThat(store.head(fresh).orElseThrow().metadata())
                .containsEntry("sw-object", "writer-1");
        assertThat(
                        failure(() ->
                                        store.put(
                                                fresh,
                                                Content.of(new byte[5]),
                                                ifAbsent("writer-2")))
                                .code())
                .isEqualTo(Code.ALREADY_EXISTS);
    }

    @Test
    void aCompletionThatSucceededUnheardIsFound() {
        ObjectKey fresh = new ObjectKey("fault/" + UUID.randomUUID());
        MultipartUploads uploads = store.multipart().orElseThrow();
        PutOptions options = ifAbsent("writer-1");
        String id = uploads.start(fresh, options);
        List<Part> parts = List.of(uploads.upload(fresh, id, 1, Content.of(new byte[1000])));
        proxy.setOnce(new Fault.DropReply());

        assertThat(uploads.complete(fresh, id, parts, options).size()).isEqualTo(1000);
    }

    @Test
    void whatAnAbortThatWasCutOffLeftGoesWithTheNext() {
        ObjectKey fresh = new ObjectKey("fault/" + UUID.randomUUID());
        MultipartUploads uploads = store.multipart().orElseThrow();
        String id = uploads.start(fresh, PutOptions.defaults());
        // The first half of an abort: nothing but a marked empty object is left.
        store.put(
                fresh, Content.of(new byte[0]), new PutOptions(true, "", Map.of("sw-aborted", id)));

        assertThat(uploads.pending(fresh)).containsExactly(id);
        uploads.abort(fresh, "another");
        assertThat(store.head(fresh)).isPresent();
        uploads.abort(fresh, id);

        assertThat(store.head(fresh)).isEmpty();
        assertThat(uploads.pending(fresh)).isEmpty();
    }

    @Test
    void anAbortLeavesNothing() {
        ObjectKey fresh = new ObjectKey("fault/" + UUID.randomUUID());
        MultipartUploads uploads = store.multipart().orElseThrow();
        String id = uploads.start(fresh, PutOptions.defaults());
        uploads.upload(fresh, id, 1, Content.of(new byte[1_000]));
        assertThat(uploads.pending(fresh)).containsExactly(id);

        uploads.abort(fresh, id);

        assertThat(store.head(fresh)).isEmpty();
        assertThat(uploads.pending(fresh)).isEmpty();
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
        }

        assertThat(proxy.connections()).isEqualTo(before);
    }

    private void putOne() {
        store.put(key, Content.of(new byte[1]), PutOptions.defaults());
    }

    private static PutOptions ifAbsent(String writer) {
        return new PutOptions(true, "text/plain", Map.of("sw-object", writer));
    }
}
