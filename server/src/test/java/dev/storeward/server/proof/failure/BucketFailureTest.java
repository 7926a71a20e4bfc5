package dev.storeward.server.proof.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.api.files.SharedStore;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.StoreView;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bucket that fails at any call: the answer is 503 with a sentence and when to come back, what
 * was half written is gone after the sweep, and no download looks whole that is not.
 */
class BucketFailureTest {
    private static final String OBJECTS = "/api/v1/storage/objects/";
    private static final int LARGE = 17_500_000;

    private static FaultProxy proxy;
    private static Scissors scissors;
    private static RunningServer server;
    private static StoreView store;

    /** What names where the files lie. */
    private static List<String> place;

    private Member member;
    private Http http;

    @BeforeAll
    static void start() {
        S3Server s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        proxy = FaultProxy.to(s3.endpoint());
        scissors = Scissors.to(proxy.endpoint());
        Map<String, String> environment =
                new HashMap<>(SharedStore.on(s3.through(scissors.endpoint())));
        environment.put("STOREWARD_STORE_TIMEOUT_SECONDS", "1");
        server = RunningServer.start(environment);
        store = StoreView.ofBucket(s3, environment);
        place = List.of(s3.bucket(), scissors.endpoint().getHost());
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
        scissors.close();
        proxy.close();
    }

    @BeforeEach
    void newMember() {
        member = server.member(1L << 30);
        http = new Http(server, member.key());
    }

    @AfterEach
    void heal() {
        proxy.set(new Fault.None());
    }

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault.Refuse(),
                new Fault.CutRequest(300),
                new Fault.CutRequest(2_000),
                new Fault.CutReply(20),
                new Fault.DropReply(),
                new Fault.BlackHole(),
                new Fault.Answer("503 Slow Down"),
                new Fault.Answer("500 Internal Server Error"),
                new Fault.Answer("403 Forbidden"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void anUploadToABucketThatFailsIsRefusedAndLeavesNothing(Fault fault) {
        for (int size : new int[] {5_000, LARGE}) {
            proxy.set(fault);

            Answer answer = http.upload("file_name=a.bin", new byte[size]);

            unavailable(answer.status(), answer.header("Retry-After"), answer.text());
            proxy.set(new Fault.None());
            nothingIsLeft("");
            http.delete(stored(new byte[size]));
        }
    }

    /**
     * Every call of a large upload, and every byte between two of them, is a place to break off.
     */
    @Test
    void anUploadIsWholeOrNothingWhereverTheConnectionBreaks() {
        byte[] file = new byte[LARGE];
        new Random(7).nextBytes(file);
        for (int round = 0; round < Rounds.or(1) * 8; round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            stored(new byte[300_000]);
            boolean request = random.nextBoolean();
            int after = request ? random.nextInt(LARGE + 10_000) : random.nextInt(2_500);
            int times = 1 + random.nextInt(5);
            scissors.cut(request, after, times);

            Answer answer = http.upload("file_name=a.bin", file);

            scissors.cut(false, 0, 0);
            String what =
                    "cut %d times after %d bytes of %s, seed %d: "
                            .formatted(times, after, request ? "requests" : "replies", seed);
            if (answer.status() == 201) {
                String name = OBJECTS + answer.json().at("/data/file_path").asString();
                assertThat(http.get(name).body()).as(what).isEqualTo(file);
            } else {
                unavailable(answer.status(), answer.header("Retry-After"), what + answer.text());
            }
            http.get("/api/v1/storage/files?page_size=100")
                    .json()
                    .at("/data/items")
                    .forEach(item -> http.delete(OBJECTS + item.get("object_name").asString()));
            nothingIsLeft(what);
        }
    }

    private void nothingIsLeft(String what) {
        Books.sweepTwoHours(server);
        Books books = Books.of(server, member).balanced();
        assertThat(books.files()).as(what).isZero();
        assertThat(books.charged()).as(what).isZero();
        assertThat(store.keys(member.tenantNumber())).as(what).isEmpty();
        assertThat(store.pending(books.everyKey())).as(what).isEmpty();
    }

    /** Uploads as a client does that heeds Retry-After: broken connections linger in the pool. */
    private String stored(byte[] file) {
        Answer answer = http.upload("file_name=a.bin", file);
        for (int again = 0; again < 10 && answer.status() == 503; again++) {
            answer = http.upload("file_name=a.bin", file);
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return OBJECTS + answer.json().at("/data/file_path").asString();
    }

    private static byte[] random(int size) {
        byte[] file = new byte[size];
        new Random(size).nextBytes(file);
        return file;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aDownloadFromABucketThatIsAwayIsRefusedBeforeAnyByte(Fault fault) {
        String file = stored(random(300_000));
        // A request to read is shorter than one to write.
        proxy.set(fault instanceof Fault.CutRequest ? new Fault.CutRequest(50) : fault);

        Reply reply = RawHttp.exchange(server.url(), "GET", file, member.key());
        Reply part =
                RawHttp.exchange(
                        server.url(), "GET", file, member.key(), "Range: bytes=200000-200010");

        unavailable(reply.status(), reply.header("Retry-After"), reply.text());
        unavailable(part.status(), part.header("Retry-After"), part.text());
        assertThat(http.get(file + "/metadata").status()).isEqualTo(200);
        proxy.set(new Fault.None());
        assertThat(http.get(file).body()).isEqualTo(random(300_000));
    }

    static Stream<Fault> faultsAndRefusals() {
        return Stream.concat(
                faults(),
                Stream.of(
                        new Fault.Answer("404 Not Found"),
                        new Fault.Answer("401 Unauthorized"),
                        new Fault.Answer("507 Insufficient Storage")));
    }

    @ParameterizedTest
    @MethodSource("faultsAndRefusals")
    void whoNeedsNoKeyIsNotToldWhereFilesLie(Fault fault) {
        Http anyone = new Http(server, "");
        String link =
                http.get(stored(random(5_000)) + "/presigned-url")
                        .json()
                        .at("/data/url")
                        .asString();
        String address =
                http.postJson("/storage/shared/files/request_upload", "{\"file_name\":\"a.bin\"}")
                        .json()
                        .path("upload_url")
                        .asString();
        proxy.set(fault instanceof Fault.CutRequest ? new Fault.CutRequest(50) : fault);

        Answer read = anyone.get(link);
        Answer sent = put(anyone, address);

        String why =
                fault.equals(new Fault.Answer("507 Insufficient Storage"))
                        ? "There is no room left where this file goes."
                        : "The storage of this file gives no service at the moment.";
        namesNoPlace(read, why);
        namesNoPlace(sent, why);
        proxy.set(new Fault.None());
        Answer stored = put(anyone, address);
        for (int again = 0; again < 10 && stored.status() == 503; again++) {
            stored = put(anyone, address);
        }
        assertThat(stored.status()).as(stored.text()).isEqualTo(200);
        assertThat(stored.headers() + stored.text()).doesNotContain(place);
    }

    private static Answer put(Http anyone, String address) {
        return anyone.send("PUT", address, BodyPublishers.ofByteArray(new byte[2_000]));
    }

    private static void namesNoPlace(Answer answer, String sentence) {
        assertThat(answer.status()).as(answer.text()).isIn(503, 507);
        assertThat(answer.text()).contains(sentence);
        assertThat(answer.headers() + answer.text()).doesNotContain(place);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 70_000, 1_000_000, 8_999_999})
    void aDownloadGoesOnWhereItsBucketBrokeOff(int after) {
        byte[] bytes = random(9_000_000);
        String file = stored(bytes);
        proxy.setOnce(new Fault.CutReply(after));

        Reply reply = RawHttp.exchange(server.url(), "GET", file, member.key());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(bytes);
    }

    @Test
    void aDownloadSurvivesThreeBreaksAndNoMore() {
        byte[] bytes = random(9_000_000);
        String file = stored(bytes);
        proxy.set(new Fault.CutReply(2_500_000));

        assertThat(RawHttp.exchange(server.url(), "GET", file, member.key()).body())
                .isEqualTo(bytes);

        proxy.set(new Fault.CutReply(1_500_000));
        Reply cut = RawHttp.exchange(server.url(), "GET", file, member.key());

        assertThat(cut.status()).isEqualTo(200);
        assertThat(cut.announced()).isEqualTo(9_000_000);
        assertThat(cut.body()).hasSizeBetween(4_000_000, 8_999_999);
        assertThat(cut.body()).isEqualTo(Arrays.copyOf(bytes, cut.body().length));
    }

    @Test
    void aDeleteDoesNotWaitForTheBucket() {
        String file = stored(random(10_000));
        proxy.set(new Fault.Refuse());

        assertThat(http.delete(file).status()).isEqualTo(200);
        assertThat(http.get(file).status()).isEqualTo(404);
        assertThat(http.get("/api/v1/storage/usage").json().at("/data/used_bytes").asLong())
                .isZero();
        assertThat(store.keys(member.tenantNumber())).hasSize(1);

        proxy.set(new Fault.None());
        nothingIsLeft("after the bucket came back");
    }

    private static void unavailable(int status, String retryAfter, String body) {
        assertThat(status).as(body).isEqualTo(503);
        assertThat(retryAfter).matches("[1-9][0-9]*");
        assertThat(body).contains("\"code\":\"STORAGE_UNAVAILABLE\"");
        assertThat(body).containsPattern("\"message\":\"[A-Z][^\"]+\\.\"");
    }
}
