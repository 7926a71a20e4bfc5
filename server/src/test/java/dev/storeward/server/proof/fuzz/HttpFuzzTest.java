package dev.storeward.server.proof.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
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
    private static final byte[] CONTENT = "fuzzed content".getBytes(UTF_8);
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3})");
    private static final Pattern HEAD =
            Pattern.compile("(\\r\\n)*+[^\\r\\n]++ HTTP/1\\.1\\r\\n([^\\r\\n]++\\r\\n)*+\\r\\n");

    /** What the doors' pages say of requests, with this server's stores and database at hand. */
    private static final List<Integer> DOCUMENTED =
            List.of(
                    200, 201, 204, 206, 304, 400, 401, 403, 404, 405, 408, 409, 412, 413, 414, 415,
                    416, 417, 429, 431, 501, 505);

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
                                .replace("{{user}}", member.userId().toString())
                                .replace("{{cursor}}", base64(member.folder().getBytes(UTF_8)))
                                .replace("{{files_cursor}}", base64(cursorOfFiles())));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A moment and an id. */
    private static byte[] cursorOfFiles() {
        return ByteBuffer.allocate(28)
                .putLong(4_000_000_000L)
                .putInt(5)
                .putLong(1)
                .putLong(2)
                .array();
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
                                    filled.apply(text).getBytes(UTF_8)));
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

    /** Of each answer, as what follows a request that a change has ended is one of its own. */
    private static List<Integer> statuses(RawHttp.Reply reply) {
        return STATUS_LINE
                .matcher(reply.toString())
                .results()
                .map(line -> Integer.parseInt(line.group(1)))
                .toList();
    }

    /** A head that has no end, and a line of HTTP/0.9, get the end of the connection. */
    private static boolean isAnswered(String request) {
        return HEAD.matcher(request).lookingAt();
    }

    @Test
    void aRequestThatIsNearlyRightIsTakenOrRefusedAndNeverOurFault() {
        List<byte[]> all = corpus.stream().map(Case::bytes).toList();
        for (int seed = 0; seed < Rounds.or(3); seed++) {
            Mutations mutations = new Mutations(seed, all);
            for (int number = 0; number < REQUESTS; number++) {
                byte[] request = mutations.next();
                RawHttp.Reply reply = sent(request);
                String text = new String(request, ISO_8859_1);
                String sent =
                        "seed %d, request %d: %s"
                                .formatted(seed, number, text.replaceAll("[^\\n -~]", "."));
                assertThat(statuses(reply)).as(sent).isSubsetOf(DOCUMENTED);
                if (isAnswered(text)) {
                    assertThat(reply.status()).as(sent).isPositive();
                }
                assertThat(reply.toString()).as(sent).doesNotContain("Exception", "\tat ");
            }
            corpus.forEach(good -> theRequestsOfTheCorpusAreTaken(good.name()));
        }
        assertThat(new Http(server, member.key()).get("/api/v1/storage/objects/" + file).body())
                .isEqualTo(CONTENT);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> Books.of(server, member).balanced());
    }
}
