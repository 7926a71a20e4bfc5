package dev.storeward.server.proof.failure;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.storeward.core.job.Node;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.Parallel;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.Shape;
import dev.storeward.server.proof.server.StoreView;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * A database that cannot be reached: 503 and a sentence everywhere, and no trace of it afterwards.
 */
class DatabaseAwayTest {
    private static final String BASE = "/api/v1/storage";

    private static FaultProxy proxy;
    private static RunningServer server;
    private static StoreView store;

    private Member member;
    private Http http;
    private byte[] file;
    private String address;

    @BeforeAll
    static void start() {
        server =
                RunningServer.start(
                        Map.of(),
                        direct -> {
                            URI database = URI.create(direct.substring("jdbc:".length()));
                            proxy = FaultProxy.to(database);
                            return "jdbc:postgresql://127.0.0.1:"
                                    + proxy.endpoint().getPort()
                                    + database.getPath()
                                    + (database.getQuery() == null
                                            ? ""
                                            : "?" + database.getQuery());
                        });
        store = StoreView.ofFolder(server);
    }

    @AfterAll
    static void stop() {
        proxy.set(new Fault.None());
        server.close();
        proxy.close();
    }

    @BeforeEach
    void storeAFile() {
        member = server.member(1L << 30);
        http = new Http(server, member.key());
        file = new byte[400_000];
        new Random(5).nextBytes(file);
        Http.Answer answer = http.upload("file_name=a.bin", file);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        address = BASE + "/objects/" + answer.json().at("/data/file_path").asString();
    }

    @AfterEach
    void heal() {
        proxy.set(new Fault.None());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(http.get("/readyz").status()).isEqualTo(200));
    }

    @Test
    void everyRequestIsToldToComeBack() {
        proxy.set(new Fault.Refuse());

        List<Reply> replies =
                Parallel.run(
                        6,
                        i ->
                                switch (i) {
                                    case 0 -> request("GET", address);
                                    case 1 -> request("DELETE", address);
                                    case 2 -> request("GET", BASE + "/files");
                                    case 3 -> request("GET", BASE + "/usage?recalculate=true");
                                    case 4 -> request("GET", address + "/presigned-url");
                                    default ->
                                            RawHttp.exchange(
                                                    server.url(),
                                                    Shape.FORM.upload(member.key(), "b.bin", file));
                                });

        assertThat(replies)
                .allSatisfy(reply -> {
                    assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
                    assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
                    assertThat(reply.json().at("/error/code").asString())
                            .isEqualTo("STORAGE_UNAVAILABLE");
                    assertThat(reply.json().at("/error/message").asString()).endsWith(".");
                });
        assertThat(http.get("/readyz").status()).isEqualTo(503);
        assertThat(http.get("/healthz").status()).isEqualTo(200);

        heal();
        assertThat(http.get(address).body()).isEqualTo(file);
        assertThat(Books.settled(server, store, member).files()).isEqualTo(1);
    }

    @Test
    void oneLineAMinuteTellsThatTheDatabaseIsAway() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        Instant from = Instant.now();
        proxy.set(new Fault.Refuse());

        assertThat(Parallel.run(30, i -> request("GET", BASE + "/usage").status()))
                .containsOnly(503);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> server.service(Node.class).silence().toSeconds() >= 12);
        heal();

        root.detachAppender(lines);
        long minutes = Duration.between(from, Instant.now()).toMinutes() + 1;
        assertThat(List.copyOf(lines.list))
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .as(lines.list.toString())
                .hasSizeLessThanOrEqualTo(Math.toIntExact(minutes));
    }

    @Test
    void everyDoorSaysSoInItsOwnForm() {
        String admin = RunningServer.ADMIN_KEY;
        String link =
                URI.create(http.get(address + "/presigned-url").json().at("/data/url").asString())
                        .getPath();
        String upload =
                URI.create(
                                http.postJson(
                                                "/storage/shared/files/request_upload",
                                                "{\"file_name\":\"b\"}")
                                        .json()
                                        .path("upload_url")
                                        .asString())
                        .getPath();
        List<Asked> asked =
                List.of(
                        new Asked("GET", link, "", "/error/code", "STORAGE_UNAVAILABLE"),
                        new Asked(
                                "GET",
                                BASE + "/quota",
                                member.key(),
                                "/error/code",
                                "STORAGE_UNAVAILABLE"),
                        new Asked("PUT", upload, "", "/title", "Service Unavailable"),
                        new Asked("GET", "/storage", admin, "/title", "Service Unavailable"),
                        new Asked(
                                "GET",
                                "/api/v1/platform/audit",
                                admin,
                                "/title",
                                "Service Unavailable"),
                        new Asked(
                                "GET",
                                "/api/v1/admin/storage/stats",
                                admin,
                                "/code",
                                "STORAGE_UNAVAILABLE"),
                        new Asked(
                                "GET",
                                "/api/v1/storage-configs/",
                                member.key(),
                                "/detail",
                                "The database cannot be reached. Send the request again."));
        proxy.set(new Fault.Refuse());

        List<Reply> replies =
                Parallel.run(
                        asked.size(),
                        i ->
                                RawHttp.exchange(
                                        server.url(),
                                        asked.get(i).method(),
                                        asked.get(i).path(),
                                        asked.get(i).key()));

        for (int i = 0; i < asked.size(); i++) {
            Reply reply = replies.get(i);
            assertThat(reply.status()).as(asked.get(i) + " " + reply).isEqualTo(503);
            assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
            assertThat(reply.json().at(asked.get(i).field()).asString())
                    .as(asked.get(i) + " " + reply)
                    .isEqualTo(asked.get(i).value());
        }
    }

    /** A request, and what its door's form of 503 says where. */
    private record Asked(String method, String path, String key, String field, String value) {}

    private Reply request(String method, String path) {
        return RawHttp.exchange(server.url(), method, path, member.key());
    }

    /** Takes half a minute, for the server gives the database that long to come back. */
    @Test
    void anUploadThatLosesTheDatabaseOnItsWayIsRefusedAndTakenBack() {
        Assumptions.assumeTrue(Rounds.or(1) > 1, "the long form only: -Dstoreward.rounds=2");
        byte[] request = Shape.RAW.upload(member.key(), "lost.bin", new byte[5_000_000]);
        try (RawHttp upload = RawHttp.to(server.url())) {
            upload.send(request, 0, 2_000_000);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Books.of(server, member).writing() == 1);
            proxy.set(new Fault.Refuse());

            Reply reply = upload.send(request, 2_000_000, request.length).reply();

            assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
        }
        heal();
        Books.sweepTwoHours(server);
        assertThat(Books.settled(server, store, member).charged()).isEqualTo(400_000);
    }

    @Test
    void anUploadWaitsForADatabaseThatIsAwayForAMoment() {
        byte[] request = Shape.RAW.upload(member.key(), "kept.bin", new byte[5_000_000]);
        try (RawHttp upload = RawHttp.to(server.url())) {
            upload.send(request, 0, 2_000_000);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Books.of(server, member).writing() == 1);
            proxy.set(new Fault.Refuse());
            upload.send(request, 2_000_000, request.length);
            assertThat(http.get("/readyz").status()).isEqualTo(503);
            proxy.set(new Fault.None());

            Reply reply = upload.reply();

            assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
        }
        assertThat(Books.settled(server, store, member).charged()).isEqualTo(5_400_000);
    }

    /** The reply to a commit is lost, not the commit: the file is there once, and charged once. */
    @Test
    void aCommitWhoseReplyIsLostIsNotMadeTwice() {
        for (int round = 0; round < Rounds.or(1) * 5; round++) {
            Member other = server.member(1L << 30);
            List<Integer> statuses =
                    Parallel.run(
                            9,
                            i -> {
                                if (i == 8) {
                                    proxy.setOnce(new Fault.DropReply());
                                    return 0;
                                }
                                return RawHttp.exchange(
                                                server.url(),
                                                Shape.RAW.upload(
                                                        other.key(), "f" + i, new byte[300_000]))
                                        .status();
                            });

            assertThat(statuses).isSubsetOf(0, 201, 503);
            heal();
            Books.sweepTwoHours(server);
            Books books = Books.settled(server, store, other);
            assertThat(books.files())
                    .isGreaterThanOrEqualTo(statuses.stream().filter(s -> s == 201).count());
        }
    }
}
