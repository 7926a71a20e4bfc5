package dev.storeward.server.proof.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Secrets of their own are sent through every door and setting, rightly and wrongly, while all goes
 * well and while it does not. Afterwards none of them is anywhere but where it was sent from.
 */
class CanaryTest {
    private static final String PLATFORM = "/api/v1/platform";
    private static final String STORAGE = "/api/v1/storage";
    private static final Path PASSWORDS = Path.of("postgres", "passwords");

    private final Canaries canaries = new Canaries();
    private final CanaryBackends backends = new CanaryBackends(canaries);

    @Test
    void noSecretIsAnywhereButWhereItWasSentFrom() throws Exception {
        S3Server s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        String adminKey = canaries.plainCanary("admin-key");
        canaries.put("bucket's right secret", s3.secretKey());
        Path data = ServerProcess.newData();
        String log;
        String database;
        try (FaultProxy proxy = FaultProxy.to(s3.endpoint())) {
            Map<String, String> environment =
                    Map.of(
                            "STOREWARD_ADMIN_KEY", adminKey,
                            "STOREWARD_SHARED_URL",
                                    "s3://%s/canaries-%d?endpoint=%s&region=%s&path_style=true"
                                            .formatted(
                                                    s3.bucket(),
                                                    System.nanoTime(),
                                                    proxy.endpoint(),
                                                    s3.region()),
                            "STOREWARD_SHARED_ACCESS_KEY", s3.accessKey(),
                            "STOREWARD_SHARED_SECRET_KEY", s3.secretKey(),
                            "STOREWARD_STORE_TIMEOUT_SECONDS", "5");
            try (ServerProcess server = ServerProcess.start(data, environment)) {
                Http admin = new Http(server.url(), adminKey);
                Account account = server.account(admin, "canaries", 1 << 30);
                canaries.put("user's key", account.key());
                Http member = new Http(server.url(), account.key());
                signingKey(server.url(), member);
                backends.platformDoor(admin, account, s3);
                backends.otherDoors(admin);
                wrongKeys(server.url());
                files(server.url(), member, proxy);
                rotate(admin);
                databaseAway(server, member);
                read(admin, account);
                masterKeys(data);
                database = server.database().text();
            }
            log = Files.readString(data.resolveSibling(data.getFileName() + ".log"));
        }
        refusedStart(data);

        CanarySearch search = new CanarySearch();
        canaries.secrets().forEach(search::add);
        assertThat(canaries.secrets()).hasSizeGreaterThan(20);
        assertThat(canaries.told()).flatMap(search::in).isEmpty();
        assertThat(search.in(log)).as(log).isEmpty();
        assertThat(search.in(database)).isEmpty();
        assertThat(
                        search.below(
                                data,
                                name ->
                                        !name.startsWith("postgres/programs")
                                                && !name.equals(Path.of("master.key"))
                                                && !name.equals(PASSWORDS)))
                .isEmpty();

        // What is no secret is found everywhere: the places are the right ones, and not empty.
        CanarySearch open = new CanarySearch().add("a backend's name", "name-that-is-no-secret");
        assertThat(canaries.told()).flatMap(open::in).isNotEmpty();
        assertThat(open.in(database)).contains("a backend's name (plain)");
        assertThat(open.below(data, name -> name.startsWith("postgres"))).isNotEmpty();
        assertThat(log).contains("was refused").contains("The database cannot be reached");
    }

    /** Its secret is in the one answer that is to hold it, and is sent where no key signs. */
    private void signingKey(String url, Http member) {
        String user =
                canaries.expect(200, member.get(PLATFORM + "/whoami"))
                        .json()
                        .at("/user/id")
                        .asString();
        String keys = PLATFORM + "/users/" + user + "/s3-keys";
        Answer made = member.postJson(keys, "{\"name\":\"signs\"}");
        assertThat(made.status()).isEqualTo(201);
        String secret = made.json().path("secret_access_key").asString();
        canaries.put("S3 key's secret", secret);
        canaries.expect(200, member.get(keys));
        canaries.expect(401, new Http(url, secret).get(PLATFORM + "/whoami"));
    }

    private void wrongKeys(String url) {
        Http nobody = new Http(url, "");
        String wrong = canaries.plainCanary("wrong-key");
        for (String header : List.of("X-API-Key", "X-Avala-Api-Key")) {
            canaries.expect(401, nobody.get(STORAGE + "/files", header, wrong));
            canaries.expect(401, nobody.get(PLATFORM + "/whoami", header, wrong));
        }
        canaries.expect(401, new Http(url, wrong).get(STORAGE + "/files"));
        canaries.expect(401, nobody.get(STORAGE + "/files", "Authorization", "Basic " + wrong));
        String query = URLEncoder.encode(canaries.canary("in-the-query"), StandardCharsets.UTF_8);
        for (String path :
                List.of(
                        STORAGE + "/files",
                        PLATFORM + "/tenants",
                        "/nothing",
                        "/docs",
                        "/metrics")) {
            canaries.keep(nobody.get(path + "?api_key=" + query + "&X-Amz-Signature=" + query));
        }
        canaries.keep(nobody.get("/links/" + canaries.plainCanary("in-a-link")));
        canaries.keep(nobody.get("/links/" + canaries.plainCanary("in-a-bad-link") + "%00"));
    }

    private void files(String url, Http member, FaultProxy proxy) {
        byte[] bytes = "contents".repeat(100).getBytes(StandardCharsets.UTF_8);
        Answer up = canaries.expect(201, member.upload("file_name=a.txt", bytes));
        String path = STORAGE + "/objects/" + up.json().at("/data/file_path").asString();
        String link = member.get(path + "/presigned-url").json().at("/data/url").asString();
        canaries.put("a link", link.substring(link.indexOf("/links/") + 7));
        canaries.keep(new Http(url, "").get(link));
        uploadInTwoSteps(url, member, bytes);
        canaries.expect(
                400, member.upload("file_name=b.txt", bytes, "X-Content-SHA256", "00".repeat(32)));
        for (Fault fault :
                List.of(
                        new Fault.Refuse(),
                        new Fault.DropReply(),
                        new Fault.Answer("500 Internal Server Error"),
                        new Fault.Answer("403 Forbidden"),
                        new Fault.Answer("307 Temporary Redirect"),
                        new Fault.CutReply(40))) {
            proxy.set(fault);
            canaries.keep(member.upload("file_name=c.txt", bytes));
            canaries.keep(member.get(path));
            canaries.keep(new Http(url, "").get(link));
            canaries.keep(member.get(STORAGE + "/buckets/shared/objects"));
        }
        canaries.expect(201, deleteLater(member, proxy, bytes));
        proxy.set(new Fault.None());
        canaries.expect(200, member.get(path));
    }

    /** The address is its own credential, and works once. */
    private void uploadInTwoSteps(String url, Http member, byte[] bytes) {
        Answer asked =
                member.postJson(
                        "/storage/name-that-is-no-secret/files/request_upload",
                        "{\"file_name\":\"u.txt\"}");
        assertThat(asked.status()).as(asked.text()).isEqualTo(201);
        String address = asked.json().path("upload_url").asString();
        canaries.put("an upload's address", address.substring(address.lastIndexOf('/') + 1));
        Http anybody = new Http(url, "");
        for (int i = 0; i < 2; i++) {
            canaries.keep(anybody.send("PUT", address, BodyPublishers.ofByteArray(bytes)));
        }
        canaries.keep(anybody.get(address));
    }

    /** A file whose removal from the bucket fails at first, which is noted in its row. */
    private Answer deleteLater(Http member, FaultProxy proxy, byte[] bytes) {
        proxy.set(new Fault.None());
        // A bucket that left several without an answer is not asked for a while.
        Answer up =
                Awaitility.await()
                        .atMost(Duration.ofMinutes(2))
                        .until(
                                () -> member.upload("file_name=d.txt", bytes),
                                answer -> answer.status() == 201);
        proxy.set(new Fault.Answer("403 Forbidden"));
        canaries.expect(
                200,
                member.delete(STORAGE + "/objects/" + up.json().at("/data/file_path").asString()));
        return up;
    }

    private void rotate(Http admin) {
        String master = PLATFORM + "/keys/master";
        canaries.expect(202, admin.postJson(master + "/rotate", ""));
        await().atMost(Duration.ofSeconds(90))
                .until(() -> admin.get(master).json().path("state").asString().equals("done"));
        canaries.keep(admin.get(master));
    }

    private void databaseAway(ServerProcess server, Http member) {
        // It comes back within a second: only who has just used a connection meets a broken one.
        await().atMost(Duration.ofSeconds(90))
                .ignoreException(NoSuchElementException.class)
                .until(() -> {
                    canaries.keep(member.get(STORAGE + "/files"));
                    server.database().postmaster().ifPresent(ProcessHandle::destroyForcibly);
                    Answer answer = member.get(STORAGE + "/files");
                    canaries.keep(answer);
                    return answer.status() != 200;
                });
        canaries.keep(member.upload("file_name=e.txt", new byte[10]));
        await().atMost(Duration.ofSeconds(90))
                .until(() -> {
                    Answer answer = member.get(STORAGE + "/files");
                    canaries.keep(answer);
                    return answer.status() == 200;
                });
    }

    private void read(Http admin, Account account) {
        for (String path :
                List.of(
                        PLATFORM + "/audit?limit=1000",
                        PLATFORM + "/tenants/" + account.tenantId() + "/audit?limit=1000",
                        PLATFORM + "/tenants/" + account.tenantId() + "/backends",
                        PLATFORM + "/tenants/" + account.tenantId() + "/placement",
                        PLATFORM + "/tenants/" + account.tenantId() + "/users",
                        PLATFORM + "/connectors",
                        PLATFORM + "/whoami",
                        PLATFORM + "/keys/master",
                        "/metrics",
                        "/readyz",
                        "/openapi.json")) {
            canaries.expect(200, admin.get(path));
        }
    }

    private void masterKeys(Path data) throws IOException {
        int number = 0;
        for (String line : Files.readAllLines(data.resolve("master.key"))) {
            if (line.startsWith("mk_")) {
                canaries.put("master key " + ++number, line.split(" ", -1)[2]);
            }
        }
        assertThat(number).isEqualTo(2);
    }

    /** Settings that end a start, which says why on its standard error. */
    private void refusedStart(Path data) throws Exception {
        Path log = data.resolveSibling(data.getFileName() + ".refused.log");
        for (Map<String, String> environment :
                List.of(
                        Map.of("STOREWARD_ADMIN_KEY", "kanary-short"),
                        Map.of(
                                "STOREWARD_DB",
                                "jdbc:postgresql://h/d?password=" + canaries.canary("in-the-db")),
                        Map.of(
                                "STOREWARD_SHARED_URL",
                                "s3://" + canaries.plainCanary("in-shared") + ":x@bucket"),
                        Map.of(
                                "STOREWARD_SHARED_URL",
                                "s3://bucket?secret_key="
                                        + canaries.plainCanary("shared-parameter")),
                        Map.of(
                                "STOREWARD_SHARED_SECRET_KEY",
                                canaries.canary("lonely-secret"),
                                "STOREWARD_SHARED_URL",
                                "s3://bucket"),
                        Map.of("STOREWARD_MAX_FILE_BYTES", canaries.plainCanary("as-number")))) {
            Process process =
                    ServerProcess.launch(
                            data.resolveSibling(data.getFileName() + "-refused"), environment, log);
            try {
                assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("%s", environment).isTrue();
                assertThat(process.exitValue()).isEqualTo(1);
            } finally {
                process.destroy();
            }
        }
        String said = Files.readString(log);
        assertThat(said).contains("storeward: ");
        canaries.keep(said);
    }
}
