package dev.storeward.server.proof.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.SharedServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests made from good ones by small changes, through the whole server: raw paths, queries,
 * forms, conditions, ranges, chunk framing, JSON, cursors and tokens. None is our fault, none stays
 * without an answer, and the good file is what it was. What once failed is kept in the corpus.
 * {@code -Dstoreward.rounds=N} runs N seeds of each corpus.
 */
@ExtendWith(SharedServers.class)
class HttpFuzzTest {
    private static final int REQUESTS = 400;
    private static final byte[] CONTENT = "fuzzed content".getBytes(StandardCharsets.UTF_8);

    private static RunningServer server;
    private static Member member;
    private static String file;
    private static List<Case> corpus;

    /** A request of the corpus, with its placeholders filled. */
    private record Case(String name, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        member = server.member(64 << 20);
        Http http = new Http(server, member.key());
        file = http.upload("file_name=good.txt", CONTENT).json().at("/data/file_path").asString();
        String link =
                http.get("/api/v1/storage/objects/" + file + "/presigned-url")
                        .json()
                        .at("/data/url")
                        .asString();
        String upload =
                http.postJson("/storage/shared/files/request_upload", "{\"file_name\":\"a.txt\"}")
                        .json()
                        .path("upload_url")
                        .asString();
        corpus =
                read(text ->
                        text.replace("{{key}}", member.key())
                                .replace("{{file}}", file)
                                .replace("{{link}}", URI.create(link).getRawPath())
                                .replace("{{upload}}", URI.create(upload).getRawPath())
                                .replace("{{user}}", member.userId().toString()));
    }

    private static List<Case> read(java.util.function.UnaryOperator<String> filled) {
        try {
            Path folder =
                    Path.of(
                            Objects.requireNonNull(HttpFuzzTest.class.getResource("corpus"))
                                    .toURI());
            List<Case> cases = new ArrayList<>();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path path : files.sorted().toList()) {
                    String text = Files.readString(path).replace("\n", "\r\n");
                    cases.add(
                            new Case(
                                    path.getFileName().toString(),
                                    filled.apply(text).getBytes(StandardCharsets.UTF_8)));
                }
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RawHttp.Reply sent(byte[] request) {
        try (RawHttp http = RawHttp.to(server.url())) {
            try {
                http.send(request, 0, request.length).end();
            } catch (UncheckedIOException e) {
                // Refused before its end: the answer has come by then.
            }
            return http.reply();
        }
    }

    static List<String> names() {
        return read(text -> text).stream().map(Case::name).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theRequestsOfTheCorpusAreTaken(String name) {
        Case good = corpus.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
        assertThat(sent(good.bytes()).status()).as(name).isBetween(200, 299);
    }

    @Test
    void aRequestThatIsNearlyRightIsTakenOrRefusedAndNeverOurFault() {
        List<byte[]> all = corpus.stream().map(Case::bytes).toList();
        for (int seed = 0; seed < Rounds.or(3); seed++) {
            Mutations mutations = new Mutations(seed, all);
            for (int number = 0; number < REQUESTS; number++) {
                byte[] request = mutations.next();
                RawHttp.Reply reply = sent(request);
                assertThat(reply.toString())
                        .as(
                                "seed %d, request %d: %s",
                                seed, number, new String(request, StandardCharsets.ISO_8859_1))
                        .doesNotContain("HTTP/1.1 500", "HTTP/1.1 503", "Exception", "\tat ");
            }
        }
        assertThat(new Http(server, member.key()).get("/api/v1/storage/objects/" + file).body())
                .isEqualTo(CONTENT);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> Books.of(server, member).balanced());
    }
}
