package dev.storeward.server.proof.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.server.proof.server.Shape;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How a server starts, stops and gets over the loss of its own database. */
class LifecycleTest {
    private static final String BASE = "/api/v1/storage";

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.newData(), Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aSecondServerOnTheSameFolderSaysSoAndEnds() throws Exception {
        Path log = server.data().resolveSibling(server.data().getFileName() + ".second.log");

        Process second = ServerProcess.launch(server.data(), Map.of(), log);

        try {
            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(second.getInputStream().readAllBytes()).isEmpty();
        } finally {
            second.destroyForcibly();
        }
        assertThat(Files.readAllLines(log))
                .filteredOn(line -> line.startsWith("storeward: "))
                .singleElement()
                .asString()
                .contains(server.data().toString())
                .endsWith(".");
        assertThat(new Http(server.url(), "").get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void aDatabaseThatDiesAloneIsStartedAgain() {
        Account account = server.account("database-dies", 1 << 30);
        Http http = new Http(server.url(), account.key());
        byte[] file = new byte[100_000];
        new Random(3).nextBytes(file);
        String address =
                http.upload("file_name=a.bin", file).json().at("/data/file_path").asString();
        long killed = server.database().postmaster().orElseThrow().pid();
        Set<Integer> uploads = new TreeSet<>();
        Set<Integer> downloads = new TreeSet<>();
        Set<Integer> ready = new TreeSet<>();

        server.database().postmaster().orElseThrow().destroyForcibly();

        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    Answer readyz = http.get("/readyz");
                    Answer upload = http.upload("file_name=b.bin", file);
                    Answer download = http.get(BASE + "/objects/" + address);
                    ready.add(readyz.status());
                    uploads.add(upload.status());
                    downloads.add(download.status());
                    assertThat(server.database().postmaster().orElseThrow().pid())
                            .isNotEqualTo(killed);
                    assertThat(readyz.status()).isEqualTo(200);
                    assertThat(upload.status()).isEqualTo(201);
                    assertThat(download.body()).isEqualTo(file);
                });
        assertThat(ready).isSubsetOf(200, 503);
        assertThat(uploads).isSubsetOf(201, 503);
        assertThat(downloads).isSubsetOf(200, 503);
        int stored = http.get(BASE + "/files").json().at("/data/pagination/total_count").asInt();
        assertThat(http.get(BASE + "/usage").json().at("/data/used_bytes").asLong())
                .isEqualTo(stored * 100_000L);
    }

    @Test
    void aStopLetsARunningUploadFinishAndTakesNoNewOne() {
        Account account = server.account("drained", 1 << 30);
        byte[] file = new byte[3_000_000];
        new Random(4).nextBytes(file);
        byte[] request = Shape.RAW.upload(account.key(), "last.bin", file);
        long database = server.database().postmaster().orElseThrow().pid();
        Reply reply;
        try (RawHttp running = RawHttp.to(server.url())) {
            running.send(request, 0, 1_500_000);
            // Answered only when the server has begun to read what was sent before.
            assertThat(new Http(server.url(), "").get("/healthz").status()).isEqualTo(200);

            server.terminate();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> statusOfNewRequest() == 0);
            reply = running.send(request, 1_500_000, request.length).reply();
        }

        assertThat(reply.status()).as(server.log()).isEqualTo(201);
        assertThat(server.exitCode()).isIn(0, 143);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> ProcessHandle.of(database).filter(ProcessHandle::isAlive).isEmpty());

        server = ServerProcess.start(server.data(), Map.of());
        String address = reply.json().at("/data/file_path").asString();
        assertThat(new Http(server.url(), account.key()).get(BASE + "/objects/" + address).body())
                .isEqualTo(file);
    }

    /** 0 when the server takes no connection, or closes it without an answer. */
    private static int statusOfNewRequest() {
        try {
            return RawHttp.exchange(server.url(), "GET", "/healthz", "").status();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }
}
