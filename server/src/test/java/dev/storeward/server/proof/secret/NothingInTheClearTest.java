package dev.storeward.server.proof.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.server.proof.server.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whoever takes the data folder without its master key reads no file and finds no key; logs and
 * answers show no secret either.
 */
class NothingInTheClearTest {
    private static final String CANARY = "canary-of-a-file-7f3a9c51e8d24b60b1c5";
    private static final String BACKEND_SECRET = "canary-of-a-bucket-4e6d8a0c2f1b3957";
    private static final String PLATFORM = "/api/v1/platform";

    @Test
    void neitherFilesNorSecretsLieInTheClear() throws Exception {
        ServerProcess server = ServerProcess.start(ServerProcess.newData(), Map.of());
        List<Answer> answers = new ArrayList<>();
        Account account;
        try (server) {
            account = server.account("in-the-clear", 1 << 30);
            use(server, account, answers);
        }

        Map<String, byte[]> needles = needles(server, account);
        assertThat(masterKey(server)).hasSize(32);
        assertThat(found(server, needles)).isEmpty();
        assertThat(found(server, Map.of("what is no secret", ascii("in-the-clear")))).isNotEmpty();
        assertThat(server.log())
                .doesNotContain(RunningServer.ADMIN_KEY, account.key(), BACKEND_SECRET, CANARY);
        assertThat(answers)
                .extracting(Answer::text)
                .allSatisfy(text ->
                        assertThat(text)
                                .doesNotContain(
                                        RunningServer.ADMIN_KEY, account.key(), BACKEND_SECRET));
    }

    private static void use(ServerProcess server, Account account, List<Answer> answers) {
        Http http = new Http(server.url(), account.key());
        for (int size : List.of(37, 5_000, 300_000, 9_000_000)) {
            byte[] file =
                    CANARY.repeat(size / CANARY.length() + 1).getBytes(StandardCharsets.UTF_8);
            Answer stored = http.upload("file_name=a.txt", file);
            assertThat(stored.status()).as(stored.text()).isEqualTo(201);
            answers.add(stored);
            assertThat(
                            http.get(
                                            "/api/v1/storage/objects/"
                                                    + stored.json()
                                                            .at("/data/file_path")
                                                            .asString())
                                    .body())
                    .isEqualTo(file);
        }
        // Also what is deleted or was cut off must not have been written in the clear.
        byte[] cut =
                Shape.FORM.upload(
                        account.key(),
                        "cut.txt",
                        CANARY.repeat(200_000).getBytes(StandardCharsets.UTF_8));
        try (RawHttp half = RawHttp.to(server.url())) {
            half.send(cut, 0, cut.length / 2).end().reply();
        }
        String backends = PLATFORM + "/tenants/" + account.tenantId() + "/backends";
        answers.add(
                server.admin()
                        .postJson(
                                backends + "?verify=false",
                                """
                                {"name":"mine","connector":"s3","settings":{"endpoint":"http://127.0.0.1:9",
                                 "region":"us-east-1","bucket":"a-bucket","access_key":"AKIAEXAMPLE","secret_key":"%s"}}
                                """
                                        .formatted(BACKEND_SECRET)));
        assertThat(answers.getLast().status()).as(answers.getLast().text()).isEqualTo(201);
        answers.add(
                server.admin()
                        .postJson(
                                backends + "?verify=false",
                                """
                                {"name":"mine","connector":"s3","settings":{"bucket":1,"secret_key":"%s"}}
                                """
                                        .formatted(BACKEND_SECRET)));
        for (String path :
                List.of(
                        backends,
                        PLATFORM + "/whoami",
                        PLATFORM + "/audit",
                        PLATFORM + "/connectors",
                        PLATFORM + "/tenants",
                        PLATFORM + "/tenants/" + account.tenantId() + "/users",
                        "/metrics",
                        "/readyz")) {
            answers.add(server.admin().get(path));
        }
        answers.add(http.get("/api/v1/storage/files"));
        answers.add(http.get("/api/v1/storage/nothing?key=" + account.key().substring(0, 3)));
    }

    private static byte[] masterKey(ServerProcess server) throws IOException {
        String line =
                Files.readAllLines(server.data().resolve("master.key")).stream()
                        .filter(text -> !text.startsWith("#") && !text.isBlank())
                        .findFirst()
                        .orElseThrow();
        return Base64.getDecoder().decode(line.split("\\s+", -1)[2]);
    }

    private static Map<String, byte[]> needles(ServerProcess server, Account account)
            throws IOException {
        byte[] master = masterKey(server);
        Map<String, byte[]> needles = new TreeMap<>();
        needles.put("master key", master);
        needles.put("master key in base64", ascii(Base64.getEncoder().encodeToString(master)));
        needles.put("master key in hex", ascii(HexFormat.of().formatHex(master)));
        needles.put("admin's key", ascii(RunningServer.ADMIN_KEY));
        needles.put("user's key", ascii(account.key()));
        needles.put("bucket's secret", ascii(BACKEND_SECRET));
        needles.put("file", ascii(CANARY));
        return needles;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Where a needle lies in a file below the data folder, the master key's own file excepted. */
    private static List<String> found(ServerProcess server, Map<String, byte[]> needles)
            throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(server.data())) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                Path name = server.data().relativize(file);
                if (name.startsWith("postgres/programs") || name.equals(Path.of("master.key"))) {
                    continue;
                }
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                needles.forEach((what, needle) -> {
                    if (content.contains(new String(needle, StandardCharsets.ISO_8859_1))) {
                        found.add(what + " in " + name);
                    }
                });
            }
        }
        return found;
    }
}
