package dev.storeward.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.MultipartUploads.Part;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broken network makes of calls. */
final class S3FaultTest {
    private final S3Server server = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
    private final ObjectKey key = new ObjectKey("fault/" + UUID.randomUUID());
    private final FaultProxy proxy = FaultProxy.to(server.endpoint());
    private final S3Connector connector = Loopback.connector();
    private ObjectStore store = open();

    private ObjectStore open() {
        return Loopback.open(
                connector,
                server.through(proxy.endpoint()),
                new Loopback(Duration.ofSeconds(2), Duration.ofSeconds(2)));
    }

    @BeforeEach
    void write() {
        store.put(key, Content.of(new byte[12_000_000]), PutOptions.defaults());
    }

    @AfterEach
    void close() {
        store.close();
        connector.close();
        proxy.close();
    }

    @Test
    void aServerThatRefusesConnectionsIsUnreachable() {
        proxy.set(new Fault.Refuse());

        assertThat(codeOf(() -> store.get(key, ByteRange.all()))).isEqualTo(Code.UNREACHABLE);
        assertThat(codeOf(() -> store.put(key, Content.of(new byte[1]), PutOptions.defaults())))
                .isEqualTo(Code.UNREACHABLE);
        assertThat(codeOf(() -> store.list(new ListRequest("", "", 10))))
                .isEqualTo(Code.UNREACHABLE);
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() {
        proxy.close();

        assertThat(codeOf(() -> store.head(key))).isEqualTo(Code.UNREACHABLE);
    }

    @Test
    void aServerThatFallsSilentIsUnreachable() {
        proxy.set(new Fault.BlackHole());

        assertThat(codeOf(() -> store.head(key))).isEqualTo(Code.UNREACHABLE);
        assertThat(codeOf(() -> store.put(key, Content.of(new byte[1]), PutOptions.defaults())))
                .isEqualTo(Code.UNREACHABLE);
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
        proxy.setOnce(new Fault.CutRequest(500_000));
        byte[] bytes = new byte[1_000_000];
        bytes[999_999] = 7;

        store.put(key, Content.of(bytes), PutOptions.defaults());

        assertThat(store.head(key).orElseThrow().size()).isEqualTo(1_000_000);
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

    @Test
    void aCompletionThatSucceededUnheardIsFound() {
        ObjectKey fresh = new ObjectKey("fault/" + UUID.randomUUID());
        MultipartUploads uploads = store.multipart().orElseThrow();
        PutOptions options = ifAbsent("writer-1");
        String id = uploads.start(fresh, options);
        List<Part> parts = List.of(uploads.upload(fresh, id, 1, Content.of(new byte[1000])));
        proxy.setOnce(new Fault.DropReply());

        ObjectInfo info = uploads.complete(fresh, id, parts, options);

        assertThat(info.size()).isEqualTo(1000);
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

    private static PutOptions ifAbsent(String writer) {
        return new PutOptions(true, "text/plain", Map.of("sw-object", writer));
    }

    private static Code codeOf(ThrowingCallable call) {
        StoreException failure = catchThrowableOfType(StoreException.class, call);
        assertThat(failure.getMessage()).doesNotContain("testsecret").endsWith(".");
        return failure.code();
    }
}
