package dev.storeward.server.proof.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.api.files.SharedStore;
import dev.storeward.server.proof.server.Digests;
import dev.storeward.server.proof.server.Parallel;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.server.proof.server.Shape;
import dev.storeward.testkit.server.S3ProxyServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Many large uploads and downloads at once in a small heap: the memory does not depend on the
 * sizes, and nothing is put on the server's disk on the way. The long form is 32 times 100 MiB in
 * 256 MiB.
 */
class MemoryTest {
    private static final boolean LONG = Rounds.or(1) > 1;
    private static final int UPLOADS = LONG ? 32 : 8;
    private static final int SIZE = (LONG ? 100 : 40) << 20;
    private static final int HEAP_MIB = LONG ? 256 : 128;

    /**
     * The heap, and what a Java process with this much code and as many connections takes besides.
     */
    private static final int MOST_KIB = (HEAP_MIB + 400) << 10;

    @Test
    void largeUploadsToABucketFitIntoASmallHeap() throws Exception {
        fit(SharedStore.on(S3ProxyServer.shared(S3ProxyServer.Storage.FOLDER)));
    }

    @Test
    void largeUploadsToAFolderFitIntoASmallHeap() throws Exception {
        fit(Map.of());
    }

    private static void fit(Map<String, String> store) throws Exception {
        Path data = ServerProcess.newData();
        Path temporary = Files.createDirectories(data.resolveSibling(data.getFileName() + ".tmp"));
        byte[] file = new byte[SIZE];
        new Random(8).nextBytes(file);
        String digest = Digests.sha256(file);
        try (ServerProcess server =
                ServerProcess.start(
                        data,
                        new HashMap<>(store),
                        // Hundreds of megabytes are encrypted: the second compiler pays.
                        "-XX:TieredStopAtLevel=4",
                        "-Xmx" + HEAP_MIB + "m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Djava.io.tmpdir=" + temporary)) {
            Account account = server.account("memory", 1L << 40);

            List<Reply> replies =
                    Parallel.run(UPLOADS, i -> upload(server, account, Shape.number(i), file));

            assertThat(replies)
                    .allSatisfy(reply ->
                            assertThat(reply.status()).as(reply.toString()).isEqualTo(201));
            List<String> digests =
                    Parallel.run(
                            UPLOADS,
                            i ->
                                    downloaded(
                                            server,
                                            account,
                                            replies.get(i)
                                                    .json()
                                                    .at("/data/file_path")
                                                    .asString()));
            assertThat(digests).containsOnly(digest);
            assertThat(server.memoryKib("VmHWM"))
                    .as("the most memory the process ever held, in KiB")
                    .isLessThan(MOST_KIB);
            assertThat(filesIn(temporary)).isEmpty();
        }
    }

    /** Sends the one shared array in pieces, so that this process stays small too. */
    private static Reply upload(ServerProcess server, Account account, Shape shape, byte[] file) {
        try (RawHttp http = RawHttp.to(server.url())) {
            Shape.Framed framed = shape.framed(account.key(), "large.bin", file.length);
            http.send(framed.before(), 0, framed.before().length);
            if (shape.announced()) {
                http.send(file, 0, file.length);
            } else {
                for (int at = 0; at < file.length; at += 1 << 20) {
                    int end = Math.min(file.length, at + (1 << 20));
                    byte[] size =
                            (Integer.toHexString(end - at) + "\r\n")
                                    .getBytes(StandardCharsets.US_ASCII);
                    http.send(size, 0, size.length).send(file, at, end);
                    http.send(new byte[] {'\r', '\n'}, 0, 2);
                }
            }
            return http.send(framed.after(), 0, framed.after().length).reply();
        }
    }

    private static String downloaded(ServerProcess server, Account account, String address) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(server.url() + "/api/v1/storage/objects/" + address))
                        .header("Authorization", "Bearer " + account.key())
                        .build();
        try (HttpClient client = HttpClient.newHttpClient();
                InputStream body = client.send(request, BodyHandlers.ofInputStream()).body()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(body, digest).transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> filesIn(Path folder) {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.filter(Files::isRegularFile)
                    .filter(file ->
                            !file.getParent().getFileName().toString().startsWith("hsperfdata"))
                    .forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
