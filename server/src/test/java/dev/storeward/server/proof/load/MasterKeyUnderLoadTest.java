package dev.storeward.server.proof.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The master key is changed on two nodes while clients go on. */
class MasterKeyUnderLoadTest {
    private static final String MASTER = "/api/v1/platform/keys/master";
    private static final String OBJECTS = "/api/v1/storage/objects/";

    /** What was stored, by address, and who may read it. */
    private final Map<String, Stored> stored = new ConcurrentHashMap<>();

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicInteger rounds = new AtomicInteger();

    private record Stored(String key, byte[] bytes, String link) {}

    @Test
    void nothingFailsAndNothingIsLostWhileTheKeyIsChangedTwice() throws Exception {
        try (RunningServer first = RunningServer.start()) {
            String oldest;
            try (RunningServer second = first.beside(Map.of())) {
                oldest = status(first).path("current").asString();
                try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                    Member known = first.member(1 << 30);
                    clients.execute(() -> use(first, second, () -> known));
                    clients.execute(() -> use(second, first, () -> known));
                    clients.execute(() -> use(first, second, () -> first.member(1 << 20)));
                    clients.execute(() -> use(second, first, () -> second.member(1 << 20)));
                    try {
                        untilRounds(8);
                        rotate(first);
                        untilRounds(rounds.get() + 8);
                        rotate(second);
                        untilRounds(rounds.get() + 8);
                    } finally {
                        going.set(false);
                    }
                }
            }
            assertThat(failures).isEmpty();
            String current = status(first).path("current").asString();
            assertThat(current).isNotEqualTo(oldest);
            keepOnly(first.masterKeyFile(), current);

            first.restart();

            assertThat(stored).hasSizeGreaterThan(20);
            stored.forEach((path, file) -> {
                Answer read = new Http(first, file.key()).get(OBJECTS + path);
                assertThat(read.status()).as(read.text()).isEqualTo(200);
                assertThat(read.body()).as(path).isEqualTo(file.bytes());
                assertThat(new Http(first, "").get(file.link()).body()).isEqualTo(file.bytes());
            });
            assertThat(status(first).path("keys")).hasSize(1);
            assertThat(status(first).at("/keys/0/state").asString()).isEqualTo("current");
        }
    }

    private interface Members {
        Member next();
    }

    /** Stores on one node, and reads, also by a link, on the other. */
    private void use(RunningServer here, RunningServer there, Members members) {
        while (going.get()) {
            try {
                Member member = members.next();
                byte[] bytes =
                        ("file " + rounds.get() + " ").repeat(200).getBytes(StandardCharsets.UTF_8);
                Answer up = new Http(here, member.key()).upload("file_name=a.txt", bytes);
                expect("upload", 201, up);
                String path = up.json().at("/data/file_path").asString();
                Http reader = new Http(there, member.key());
                Answer down = reader.get(OBJECTS + path);
                expect("download", 200, down);
                String link =
                        reader.get(OBJECTS + path + "/presigned-url")
                                .json()
                                .at("/data/url")
                                .asString();
                String relative = link.substring(there.url().length());
                Answer linked = new Http(here, "").get(relative);
                expect("link", 200, linked);
                if (!java.util.Arrays.equals(bytes, down.body())
                        || !java.util.Arrays.equals(bytes, linked.body())) {
                    failures.add("other bytes at " + path);
                }
                stored.put(path, new Stored(member.key(), bytes, relative));
                rounds.incrementAndGet();
            } catch (RuntimeException e) {
                failures.add(e.toString());
            }
        }
    }

    private void expect(String what, int status, Answer answer) {
        if (answer.status() != status) {
            failures.add(what + ": " + answer.status() + " " + answer.text());
        }
    }

    private void untilRounds(int enough) {
        await().atMost(Duration.ofMinutes(3)).until(() -> rounds.get() >= enough);
    }

    private static void rotate(RunningServer server) {
        Answer begun = new Http(server, RunningServer.ADMIN_KEY).postJson(MASTER + "/rotate", "");
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        Answer twice = new Http(server, RunningServer.ADMIN_KEY).postJson(MASTER + "/rotate", "");
        assertThat(twice.status()).as(twice.text()).isEqualTo(409);
        whenDone(server);
    }

    private static void whenDone(RunningServer server) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> status(server).path("state").asString().equals("done"));
    }

    private static JsonNode status(RunningServer server) {
        Answer answer = new Http(server, RunningServer.ADMIN_KEY).get(MASTER);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static void keepOnly(Path file, String id) throws IOException {
        Files.writeString(file, lineOf(file, id));
    }

    private static String lineOf(Path file, String id) throws IOException {
        return Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith(id + " "))
                        .findFirst()
                        .orElseThrow()
                + "\n";
    }

    @Test
    void aNodeWithAFileOfItsOwnIsWaitedForAndARestartChangesNothing() throws Exception {
        try (RunningServer first = RunningServer.start()) {
            Member member = first.member(1 << 20);
            Answer up = new Http(first, member.key()).upload("file_name=a.txt", new byte[] {1, 2});
            String path = up.json().at("/data/file_path").asString();
            String old = status(first).path("current").asString();
            Path own = first.data().resolve("second.key");
            Files.copy(first.masterKeyFile(), own, StandardCopyOption.COPY_ATTRIBUTES);
            try (RunningServer second =
                    first.beside(Map.of("STOREWARD_MASTER_KEY_FILE", own.toString()))) {
                Answer begun =
                        new Http(first, RunningServer.ADMIN_KEY).postJson(MASTER + "/rotate", "");
                String target = begun.json().path("target").asString();
                String waiting = status(first).at("/waiting_for/0/id").asString();
                assertThat(waiting).isNotEmpty();
                first.restart();
                assertThat(status(first).path("state").asString()).isEqualTo("distribute");
                assertThat(status(second).path("current").asString()).isEqualTo(old);
                assertThat(status(second).at("/waiting_for/0/id").asString()).isEqualTo(waiting);

                Files.writeString(
                        own, lineOf(first.masterKeyFile(), target), StandardOpenOption.APPEND);
                whenDone(second);

                for (RunningServer server : List.of(first, second)) {
                    assertThat(status(server).path("current").asString()).isEqualTo(target);
                    assertThat(new Http(server, member.key()).get(OBJECTS + path).body())
                            .containsExactly(1, 2);
                }
                second.restart();
                assertThat(new Http(second, member.key()).get(OBJECTS + path).body())
                        .containsExactly(1, 2);
            }
        }
    }
}
