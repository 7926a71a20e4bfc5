package dev.storeward.server.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.proof.ServerProcess.Account;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Secrets of their own are sent through every door and setting, rightly and wrongly, while all goes
 * well and while it does not. Afterwards none of them is anywhere but where it was sent from.
 */
class CanaryTest {
    private static final String PLATFORM = "/api/v1/platform";
    private static final String STORAGE = "/api/v1/storage";
    private static final Path PASSWORDS = Path.of("postgres", "passwords");

    /** Those that every search looks for, by name; more join them while the server runs. */
    private final Map<String, String> canaries = new HashMap<>();

    private final List<String> answers = new ArrayList<>();

    /** A new secret with characters that URLs, JSON and base64 write in their own ways. */
    private String canary(String name) {
        String secret =
                "kanary/%s+4e6d=%08xQz".formatted(name, canaries.size() * 7919 + 0x51f3a1c7);
        canaries.put(name, secret);
        return secret;
    }

    /** A new secret that a header and a path can carry. */
    private String plainCanary(String name) {
        String secret =
                "kanary-%s-4e6d-%08x-0123456789"
                        .formatted(name, canaries.size() * 7919 + 0x51f3a1c7);
        canaries.put(name, secret);
        return secret;
    }

    @Test
    void noSecretIsAnywhereButWhereItWasSentFrom() throws Exception {
        S3Server s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        String adminKey = plainCanary("admin-key");
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
                backends(admin, account, s3);
                otherDoors(admin);
                wrongKeys(server.url());
                files(server.url(), member, proxy);
                rotate(admin);
                databaseAway(server, member);
                read(admin, account);
                masterKeys(data);
                database = server.databaseText();
            }
            log = Files.readString(data.resolveSibling(data.getFileName() + ".log"));
        }
        refusedStart(data);

        CanarySearch search = new CanarySearch();
        canaries.forEach(search::add);
        assertThat(canaries).hasSizeGreaterThan(20);
        assertThat(answers).flatMap(search::in).isEmpty();
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
        assertThat(answers).flatMap(open::in).isNotEmpty();
        assertThat(open.in(database)).contains("a backend's name (plain)");
        assertThat(open.below(data, name -> name.startsWith("postgres"))).isNotEmpty();
        assertThat(log).contains("was refused").contains("The database cannot be reached");
    }

    private void keep(Answer answer) {
        answers.add(answer.status() + " " + answer.headers().map() + " " + answer.text());
    }

    private Answer expect(int status, Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        keep(answer);
        return answer;
    }

    private static String settings(String endpoint, String bucket, String access, String secret) {
        return "{\"endpoint\":\"%s\",\"region\":\"us-east-1\",\"bucket\":\"%s\",\"path_style\":true,\"access_key\":\"%s\",\"secret_key\":\"%s\"}"
                .formatted(endpoint, bucket, access, secret);
    }

    private static String s3(String name, String settings) {
        return "{\"name\":\"%s\",\"connector\":\"s3\",\"settings\":%s}".formatted(name, settings);
    }

    private void backends(Http admin, Account account, S3Server s3) {
        String path = PLATFORM + "/tenants/" + account.tenantId() + "/backends";
        String endpoint = s3.endpoint().toString();
        String right =
                settings(endpoint, s3.bucket(), s3.accessKey(), s3.secretKey())
                        .replace("{", "{\"prefix\":\"canary-%d\",".formatted(System.nanoTime()));
        String id =
                expect(201, admin.postJson(path, s3("name-that-is-no-secret", right)))
                        .json()
                        .path("id")
                        .asString();
        keep(admin.postJson(PLATFORM + "/backends/" + id + "/verify", ""));
        keep(
                admin.postJson(
                        PLATFORM + "/backends/" + id + "/rotate",
                        "{\"settings\":{\"access_key\":\"%s\",\"secret_key\":\"%s\"}}"
                                .formatted(s3.accessKey(), canary("rotated-secret"))));
        keep(admin.get(PLATFORM + "/backends/" + id + "/policy"));
        for (String bad :
                List.of(
                        settings(endpoint, s3.bucket(), s3.accessKey(), canary("wrong-secret")),
                        settings(endpoint, s3.bucket(), canary("wrong-access"), s3.secretKey()),
                        settings(
                                "http://127.0.0.1:9",
                                "b-123",
                                canary("access-nobody"),
                                canary("secret-nobody")),
                        settings(
                                "http://user:%s@127.0.0.1:9".formatted(plainCanary("userinfo")),
                                "b-123",
                                "a",
                                canary("beside-userinfo")),
                        settings(
                                "http://127.0.0.1:9/?X-Amz-Signature=" + plainCanary("query"),
                                "b-123",
                                "a",
                                "s"),
                        settings("http://127.0.0.1:9", "b-123", "a", canary("beside-flag"))
                                .replace("true", "\"" + canary("as-flag") + "\""),
                        "{\"secretkey\":\"%s\",\"secret_key\":[\"%s\"]}"
                                .formatted(canary("unknown-setting"), canary("in-a-list")),
                        "{\"secret_key\":\"%s".formatted(canary("broken-json")),
                        "{\"secret_key\":{\"value\":\"%s\"}}".formatted(canary("in-an-object")))) {
            keep(admin.postJson(path, s3("bad", bad)));
            assertThat(answers.getLast()).startsWith("400 ");
        }
        String stored =
                s3(
                        "stored",
                        settings(
                                "http://127.0.0.1:9",
                                "b-124",
                                canary("stored-access"),
                                canary("stored-secret")));
        for (int i = 0; i < 2; i++) {
            expect(201, admin.postJson(path + "?verify=false", stored, "Idempotency-Key", "twice"));
        }
        expect(
                400,
                admin.postJson(
                        path + "?verify=false",
                        stored.replace("b-124", "b-125"),
                        "Idempotency-Key",
                        "twice"));
        expect(
                400,
                admin.postJson(
                        path,
                        "{\"name\":\"x\",\"connector\":\"%s\",\"secret_key\":\"%s\"}"
                                .formatted(canary("as-connector"), canary("top-level"))));
        expect(
                400,
                admin.postJson(
                        path,
                        "{\"name\":\"x\",\"connector\":\"%s\",\"settings\":{}}"
                                .formatted(canary("connector-only"))));
        keep(admin.postJson(path, s3("gcs", gcs())));
        keep(admin.postJson(path, s3("gcs", gcs()).replace("\"s3\"", "\"gcs\"")));
        keep(
                admin.postJson(
                        path,
                        "{\"name\":\"az\",\"connector\":\"azure\",\"settings\":{\"account_name\":\"acc\",\"container\":\"con\",\"endpoint\":\"http://127.0.0.1:9\",\"account_key\":\"%s\"}}"
                                .formatted(
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        canary("azure-key")
                                                                .getBytes(
                                                                        StandardCharsets.UTF_8)))));
    }

    /** Settings with a service account, whose key is none. */
    private String gcs() {
        String pem =
                "-----BEGIN PRIVATE KEY-----\\\\n%s\\\\n-----END PRIVATE KEY-----\\\\n"
                        .formatted(plainCanary("gcs-private-key-" + canaries.size()));
        return "{\"bucket\":\"b-126\",\"auth_json\":\"{\\\"type\\\":\\\"service_account\\\",\\\"client_email\\\":\\\"a@b.test\\\",\\\"project_id\\\":\\\"p\\\",\\\"private_key\\\":\\\"%s\\\"}\"}"
                .formatted(pem);
    }

    /** The doors of other vendors, and what they would be sent. */
    private void otherDoors(Http admin) {
        keep(
                admin.postJson(
                        "/storage",
                        "{\"storage_key\":\"k\",\"storage_class\":\"%s\",\"connector_init\":{\"endpoint\":\"127.0.0.1:9\",\"bucket_name\":\"b\",\"access_key\":\"%s\",\"secret_key\":\"%s\"}}"
                                .formatted(
                                        "tango_shared.connectors.deployment.storage.minio_storage_connector.MinioStorageConnector",
                                        canary("tango-access"),
                                        canary("tango-secret")),
                        "X-Tenant",
                        "canaries"));
        keep(
                admin.postJson(
                        "/api/v1/storage-configs/?organization=canaries",
                        "{\"name\":\"n\",\"provider\":\"aws_s3\",\"s3_bucket_name\":\"b-127\",\"s3_bucket_region\":\"us-east-1\",\"s3_access_key_id\":\"%s\",\"s3_secret_access_key\":\"%s\"}"
                                .formatted(canary("avala-access"), canary("avala-secret")),
                        "X-Tenant",
                        "canaries"));
        keep(
                admin.postJson(
                        "/api/v1/storage-configs/?organization=canaries",
                        "{\"name\":\"n\",\"provider\":\"gc_storage\",\"gc_storage_bucket_name\":\"b\",\"gc_storage_auth_json_content\":\"%s\"}"
                                .formatted(canary("avala-gcs")),
                        "X-Tenant",
                        "canaries"));
    }

    private void wrongKeys(String url) {
        Http nobody = new Http(url, "");
        String wrong = plainCanary("wrong-key");
        for (String header : List.of("X-API-Key", "X-Avala-Api-Key")) {
            expect(401, nobody.get(STORAGE + "/files", header, wrong));
            expect(401, nobody.get(PLATFORM + "/whoami", header, wrong));
        }
        expect(401, new Http(url, wrong).get(STORAGE + "/files"));
        expect(401, nobody.get(STORAGE + "/files", "Authorization", "Basic " + wrong));
        String query = URLEncoder.encode(canary("in-the-query"), StandardCharsets.UTF_8);
        for (String path :
                List.of(
                        STORAGE + "/files",
                        PLATFORM + "/tenants",
                        "/nothing",
                        "/docs",
                        "/metrics")) {
            keep(nobody.get(path + "?api_key=" + query + "&X-Amz-Signature=" + query));
        }
        keep(nobody.get("/links/" + plainCanary("in-a-link")));
        keep(nobody.get("/links/" + plainCanary("in-a-bad-link") + "%00"));
    }

    private void files(String url, Http member, FaultProxy proxy) {
        byte[] bytes = "contents".repeat(100).getBytes(StandardCharsets.UTF_8);
        Answer up = expect(201, member.upload("file_name=a.txt", bytes));
        String path = STORAGE + "/objects/" + up.json().at("/data/file_path").asString();
        String link = member.get(path + "/presigned-url").json().at("/data/url").asString();
        canaries.put("a link", link.substring(link.indexOf("/links/") + 7));
        keep(new Http(url, "").get(link));
        uploadInTwoSteps(url, member, bytes);
        expect(400, member.upload("file_name=b.txt", bytes, "X-Content-SHA256", "00".repeat(32)));
        for (Fault fault :
                List.of(
                        new Fault.Refuse(),
                        new Fault.DropReply(),
                        new Fault.Answer("500 Internal Server Error"),
                        new Fault.Answer("403 Forbidden"),
                        new Fault.Answer("307 Temporary Redirect"),
                        new Fault.CutReply(40))) {
            proxy.set(fault);
            keep(member.upload("file_name=c.txt", bytes));
            keep(member.get(path));
            keep(new Http(url, "").get(link));
            keep(member.get(STORAGE + "/buckets/shared/objects"));
        }
        expect(201, deleteLater(member, proxy, bytes));
        proxy.set(new Fault.None());
        expect(200, member.get(path));
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
            keep(anybody.send("PUT", address, BodyPublishers.ofByteArray(bytes)));
        }
        keep(anybody.get(address));
    }

    /** A file whose removal from the bucket fails at first, which is noted in its row. */
    private Answer deleteLater(Http member, FaultProxy proxy, byte[] bytes) {
        proxy.set(new Fault.None());
        Answer up = member.upload("file_name=d.txt", bytes);
        proxy.set(new Fault.Answer("403 Forbidden"));
        expect(
                200,
                member.delete(STORAGE + "/objects/" + up.json().at("/data/file_path").asString()));
        return up;
    }

    private void rotate(Http admin) {
        String master = PLATFORM + "/keys/master";
        expect(202, admin.postJson(master + "/rotate", ""));
        await().atMost(Duration.ofSeconds(90))
                .until(() -> admin.get(master).json().path("state").asString().equals("done"));
        keep(admin.get(master));
    }

    private void databaseAway(ServerProcess server, Http member) {
        // It comes back within a second: only who has just used a connection meets a broken one.
        await().atMost(Duration.ofSeconds(90))
                .ignoreException(NoSuchElementException.class)
                .until(() -> {
                    keep(member.get(STORAGE + "/files"));
                    server.postmaster().ifPresent(ProcessHandle::destroyForcibly);
                    Answer answer = member.get(STORAGE + "/files");
                    keep(answer);
                    return answer.status() != 200;
                });
        keep(member.upload("file_name=e.txt", new byte[10]));
        await().atMost(Duration.ofSeconds(90))
                .until(() -> {
                    Answer answer = member.get(STORAGE + "/files");
                    keep(answer);
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
            expect(200, admin.get(path));
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
                                "jdbc:postgresql://h/d?password=" + canary("in-the-db")),
                        Map.of(
                                "STOREWARD_SHARED_URL",
                                "s3://" + plainCanary("in-shared") + ":x@bucket"),
                        Map.of(
                                "STOREWARD_SHARED_URL",
                                "s3://bucket?secret_key=" + plainCanary("shared-parameter")),
                        Map.of(
                                "STOREWARD_SHARED_SECRET_KEY",
                                canary("lonely-secret"),
                                "STOREWARD_SHARED_URL",
                                "s3://bucket"),
                        Map.of("STOREWARD_MAX_FILE_BYTES", plainCanary("as-number")))) {
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
        answers.add(said);
    }
}
