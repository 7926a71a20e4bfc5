package dev.storeward.server.api.s3.upload;

import static dev.storeward.server.api.s3.S3User.refusal;
import static dev.storeward.server.api.s3.upload.PartedUpload.LEAST;
import static dev.storeward.server.api.s3.upload.PartedUpload.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.api.files.SharedStore;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.StoreView;
import dev.storeward.testkit.server.S3Server;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What uploads in several requests make and leave in the bucket of a real server, which a subclass
 * names: in the end one object for each file, and none of the bucket's own uploads open.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SessionsContract {
    private RunningServer server;
    private StoreView store;
    private S3User user;
    private S3Client s3;

    abstract S3Server bucket();

    @BeforeAll
    void start() {
        Map<String, String> environment = SharedStore.on(bucket());
        server = RunningServer.start(environment);
        store = StoreView.ofBucket(bucket(), environment);
    }

    @AfterAll
    void stop() {
        store.close();
        server.close();
    }

    @BeforeEach
    void join() {
        user = S3User.on(server);
        s3 = user.client();
    }

    private PartedUpload begin(String key) {
        return PartedUpload.begin(s3, user.whole(), key);
    }

    private byte[] read(String key) {
        return s3.getObjectAsBytes(get -> get.bucket(user.whole()).key(key)).asByteArray();
    }

    private Books settled() {
        return Books.settled(server, store, user.member());
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    @Test
    void partsInAnyOrderAreOneObject() {
        PartedUpload upload = begin("a.bin");
        byte[] last = bytes(7);
        upload.part(2, last).part(1, bytes(LEAST));
        String etag = upload.complete().eTag();

        assertThat(upload.complete().eTag()).as("completed once more").isEqualTo(etag);
        assertThat(read("a.bin")).isEqualTo(joined(bytes(LEAST), last));
        assertThat(settled().charged()).isEqualTo(LEAST + 7);
    }

    @Test
    void ofAPartThatIsSentTwiceTheLastCounts() {
        PartedUpload upload = begin("twice.bin");
        upload.part(1, bytes(LEAST)).part(1, bytes(LEAST + 1)).part(2, bytes(3)).complete();

        assertThat(read("twice.bin")).isEqualTo(joined(bytes(LEAST + 1), bytes(3)));
        assertThat(settled().charged()).isEqualTo(LEAST + 4);
    }

    @Test
    void aPartThatIsLeftOutIsInNoObject() {
        PartedUpload upload = begin("some.bin");
        upload.part(1, bytes(LEAST)).part(2, bytes(LEAST + 1)).part(3, bytes(3));
        upload.parts.remove(1);
        upload.complete();

        assertThat(read("some.bin")).isEqualTo(joined(bytes(LEAST), bytes(3)));
        assertThat(settled().charged()).isEqualTo(LEAST + 3);
    }

    @Test
    void twoUploadsToOneKeyLeaveTheLast() {
        PartedUpload first = begin("same.bin").part(1, bytes(LEAST)).part(2, bytes(1));
        PartedUpload second = begin("same.bin").part(1, bytes(LEAST)).part(2, bytes(2));
        first.complete();
        second.complete();

        assertThat(read("same.bin")).isEqualTo(joined(bytes(LEAST), bytes(2)));
        // What was replaced is kept for a while for who reads it.
        Books books = Books.of(server, user.member()).balanced();
        assertThat(books.charged()).isEqualTo(LEAST + 2);
        assertThat(store.pending(books.everyKey())).isEmpty();
    }

    @Test
    void abortedItLeavesNothing() {
        PartedUpload upload = begin("gone.bin").part(1, bytes(LEAST)).part(2, bytes(3));
        upload.abort();

        Books books = settled();
        assertThat(books.charged()).isZero();
        assertThat(store.keys(user.member().tenantNumber())).isEmpty();
        assertThat(refusal(upload::complete)).isEqualTo("404 NoSuchUpload");
    }

    @Test
    void expiredItLeavesNothing() {
        PartedUpload upload = begin("late.bin").part(1, bytes(LEAST)).part(2, bytes(3));
        assertThat(user.charged()).isEqualTo(LEAST + 3);
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                "UPDATE upload_session SET expires_at = sw_now() WHERE tenant_id = ?",
                                user.member().tenantId()));

        assertThat(settled().charged()).isZero();
        assertThat(store.keys(user.member().tenantNumber())).isEmpty();
        assertThat(refusal(upload::complete)).isEqualTo("404 NoSuchUpload");
    }

    @Test
    void eightAtOnceAreEightObjects() {
        List<String> keys = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        keys.parallelStream()
                .forEach(key -> begin(key).part(1, bytes(LEAST)).part(2, key).complete());

        keys.forEach(key ->
                assertThat(read(key))
                        .as(key)
                        .isEqualTo(joined(bytes(LEAST), key.getBytes(StandardCharsets.US_ASCII))));
        assertThat(settled().files()).isEqualTo(keys.size());
    }
}
