package dev.storeward.server.proof.flood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import dev.storeward.testkit.server.SilentServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients send whole files to a bucket of their own that never answers, and leave. A request to it
 * is given up after half a minute at the earliest. {@code -Dstoreward.rounds=8} makes the flood 320
 * uploads.
 */
@ExtendWith(SharedServers.class)
class GoneClientsTest {
    private static final Duration BEFORE_THE_BUCKETS_DEADLINE = Duration.ofSeconds(20);
    private static final int UPLOADS = 6;
    private static final int FLOOD = 40 * Rounds.or(1);

    private static RunningServer server;

    private final SilentServer bucket = SilentServer.start();
    private final List<RawHttp> clients = new ArrayList<>();
    private Member member;
    private Http http;

    /** What a client sends. */
    enum Form {
        RAW(2_000),
        PART_OF_A_FORM(2_000),
        TO_AN_ADDRESS(2_000),
        LARGE(300_000);

        private final int bytes;

        Form(int bytes) {
            this.bytes = bytes;
        }
    }

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    }

    @BeforeEach
    void registerTheBucket() {
        member = server.member(1 << 30);
        http = new Http(server, member.key());
        register(
                "silent",
                "AKIA",
                "hush-hush",
                "bucket",
                "http://127.0.0.1:" + bucket.address().getPort());
    }

    private void register(String name, String key, String secret, String place, String endpoint) {
        Http supervisor =
                new Http(server, server.member(server.tenant(member), "supervisor").key());
        Answer registered =
                supervisor.postJson(
                        "/storage?verify=false",
                        """
                        {"storage_key":"%s","storage_class":"s3","connector_init":{
                         "access_key":"%s","secret_key":"%s","bucket_name":"%s","endpoint":"%s"}}
                        """
                                .formatted(name, key, secret, place, endpoint));
        assertThat(registered.status()).as(registered.text()).isEqualTo(201);
    }

    @AfterEach
    void close() {
        clients.forEach(RawHttp::close);
        bucket.close();
    }

    private byte[] request(Form form) {
        String content = "x".repeat(form.bytes);
        return switch (form) {
            case RAW, LARGE ->
                    request(
                            "POST /api/v1/storage/upload?file_name=a.txt&storage_key=silent",
                            content);
            case PART_OF_A_FORM ->
                    request(
                            "POST /api/v1/storage/upload?storage_key=silent",
                            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
                                    + content
                                    + "\r\n--b--\r\n",
                            "Content-Type: multipart/form-data; boundary=b");
            case TO_AN_ADDRESS -> {
                Answer asked =
                        http.postJson(
                                "/storage/silent/files/request_upload",
                                "{\"file_name\":\"a.txt\"}");
                assertThat(asked.status()).as(asked.text()).isEqualTo(201);
                URI address = URI.create(asked.json().path("upload_url").stringValue());
                yield request("PUT " + address.getRawPath(), content);
            }
        };
    }

    private byte[] request(String line, String content, String... headers) {
        return (line
                        + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                        + member.key()
                        + "\r\nContent-Length: "
                        + content.length()
                        + "\r\n"
                        + String.join("", Stream.of(headers).map(h -> h + "\r\n").toList())
                        + "\r\n"
                        + content)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void begin(Form form) {
        byte[] request = request(form);
        clients.add(RawHttp.to(server.url()).send(request, 0, request.length));
    }

    private void upload(Form form) {
        for (int i = 0; i < UPLOADS; i++) {
            begin(form);
        }
        await().atMost(BEFORE_THE_BUCKETS_DEADLINE)
                .until(() -> bucket.connections() == UPLOADS && underWay() == UPLOADS);
    }

    private long underWay() {
        return Books.of(server, member).writing();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheyHeldIsGivenBackBeforeTheBucketsDeadline(Form form) {
        upload(form);

        clients.forEach(RawHttp::close);

        await().atMost(BEFORE_THE_BUCKETS_DEADLINE).until(() -> underWay() == 0);
        assertThat(Books.of(server, member).balanced().charged()).isZero();
        Answer beside = http.upload("file_name=b.txt", new byte[100]);
        assertThat(beside.status()).as(beside.text()).isEqualTo(201);
    }

    @Test
    void clientsThatAreCutOffAreGoneToo() {
        upload(Form.RAW);

        clients.forEach(RawHttp::reset);

        await().atMost(BEFORE_THE_BUCKETS_DEADLINE).until(() -> underWay() == 0);
    }

    @Test
    void aFloodOfThemKeepsNobodyOut() {
        Http stranger = new Http(server, server.member(1 << 20).key());
        for (int i = 0; i < FLOOD; i++) {
            begin(Form.RAW);
        }
        await().atMost(BEFORE_THE_BUCKETS_DEADLINE).until(() -> bucket.connections() >= UPLOADS);

        Answer beside = stranger.upload("file_name=a.txt", new byte[100]);
        clients.forEach(RawHttp::close);

        assertThat(beside.status()).as(beside.text()).isEqualTo(201);
        await().atMost(BEFORE_THE_BUCKETS_DEADLINE)
                .untilAsserted(() -> Books.of(server, member).balanced());
    }

    @Test
    void whoWaitsForTheAnswerKeepsItsPlace() {
        upload(Form.RAW);

        clients.removeFirst().close();

        await().atMost(BEFORE_THE_BUCKETS_DEADLINE).until(() -> underWay() == UPLOADS - 1);
    }

    @Test
    void whatAClientSendsWhileItWaitsIsAnsweredAfterwards() throws Exception {
        S3Server s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY).createBucket("pipelined");
        try (FaultProxy proxy = FaultProxy.to(s3.endpoint())) {
            register(
                    "slow",
                    s3.accessKey(),
                    s3.secretKey(),
                    s3.bucket(),
                    proxy.endpoint().toString());
            proxy.set(new Fault.Delay(Duration.ofSeconds(3)));
            byte[] upload =
                    request("POST /api/v1/storage/upload?file_name=a.txt&storage_key=slow", "text");
            byte[] next = RawHttp.head("GET", "/api/v1/storage/usage", member.key());

            RawHttp client = RawHttp.to(server.url());
            clients.add(client);
            client.send(upload, 0, upload.length).send(next, 0, next.length);
            RawHttp.Reply both = client.reply();

            assertThat(both.status()).as(both.toString()).isEqualTo(201);
            assertThat(both.text()).contains("HTTP/1.1 200").contains("\"used_bytes\":4");
        }
    }
}
