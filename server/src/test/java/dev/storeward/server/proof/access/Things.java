package dev.storeward.server.proof.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** What operations are about: a tenant with users, files, backends and a migration. */
final class Things {
    private static final String PLATFORM = "/api/v1/platform";
    private static final String FILES = "/api/v1/storage";
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final Member member;
    final Member colleague;
    final Member supervisor;
    private final RunningServer server;
    private final Http admin;
    private final Http owner;
    private final String migration;
    private final String storage;

    Things(RunningServer server) {
        this.server = server;
        this.admin = new Http(server, RunningServer.ADMIN_KEY);
        this.member = server.member(1 << 20);
        this.colleague = server.member(server.tenant(member), "member");
        this.supervisor = server.member(server.tenant(member), "supervisor");
        this.owner = new Http(server, member.key());
        done(
                admin.send(
                        "PATCH",
                        PLATFORM + "/tenants/" + member.tenantId(),
                        BodyPublishers.ofString("{\"plan\":\"enterprise\"}")));
        this.storage = backend();
        file();
        this.migration = moved(storage);
    }

    private static Answer done(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
        return answer;
    }

    private static String id(Answer answer) {
        return done(answer).json().path("id").stringValue();
    }

    /** A backend of the tenant in a folder that nothing else uses; answers its id. */
    private String backend() {
        String name = "b" + NUMBERS.incrementAndGet();
        return id(
                admin.postJson(
                        PLATFORM + "/tenants/" + member.tenantId() + "/backends",
                        "{\"name\":\"%s\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                                .formatted(
                                        name,
                                        server.data()
                                                .resolve("objects")
                                                .resolve(member.slug() + name))));
    }

    private String moved(String target) {
        String id =
                id(
                        admin.postJson(
                                PLATFORM + "/tenants/" + member.tenantId() + "/migrations",
                                "{\"target_backend_id\":\"%s\"}".formatted(target)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        done(admin.get(PLATFORM + "/migrations/" + id))
                                .json()
                                .path("status")
                                .stringValue()
                                .equals("completed"));
        return id;
    }

    /** A new file of the member; answers its address. */
    private String file() {
        return done(owner.upload("file_name=a.txt", "a".getBytes(StandardCharsets.UTF_8)))
                .json()
                .at("/data/file_path")
                .stringValue();
    }

    private String user() {
        return id(
                admin.postJson(
                        PLATFORM + "/tenants/" + member.tenantId() + "/users",
                        "{\"email\":\"v%d@example.com\",\"role\":\"member\"}"
                                .formatted(NUMBERS.incrementAndGet())));
    }

    private String key() {
        return id(
                admin.postJson(
                        PLATFORM + "/users/" + member.userId() + "/keys", "{\"name\":\"spare\"}"));
    }

    private String upload() {
        return done(owner.postJson("/storage/shared/files/request_upload", "{\"file_name\":\"a\"}"))
                .json()
                .path("upload_url")
                .stringValue()
                .replaceFirst(".*/uploads/", "");
    }

    private String sharedFile() {
        Answer promised =
                done(
                        owner.postJson(
                                "/storage/shared/files/request_upload", "{\"file_name\":\"a\"}"));
        done(
                new Http(server, "")
                        .send(
                                "PUT",
                                promised.json().path("upload_url").stringValue(),
                                BodyPublishers.ofString("a")));
        return promised.json().path("upload_id").stringValue();
    }

    private String resumable() {
        return done(owner.send(
                        "POST",
                        FILES + "/resumable",
                        BodyPublishers.noBody(),
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        "1000"))
                .header("Location")
                .replaceFirst(".*/", "");
    }

    private String link() {
        return done(owner.get(FILES + "/objects/" + file() + "/presigned-url"))
                .json()
                .at("/data/url")
                .stringValue()
                .replaceFirst(".*/links/", "");
    }

    /** A path with things of this tenant, new ones where the operation ends them. */
    String path(String method, String pattern) {
        String path = pattern;
        for (String parameter : parameters(pattern)) {
            path = path.replace("{" + parameter + "}", ours(method, pattern, parameter));
        }
        return path;
    }

    private String ours(String method, String pattern, String parameter) {
        boolean ends = method.equals("DELETE") || pattern.endsWith("/end-access");
        return switch (parameter) {
            case "id" -> ofPlatform(pattern.split("/", -1)[4], ends);
            case "tenant_id" -> member.tenantId().toString();
            case "migration_id" -> migration;
            case "uid" -> ends ? backend() : storage;
            case "storage_key" ->
                    pattern.endsWith("}") ? nameOf(ends ? backend() : storage) : "shared";
            case "bucket_name" -> "shared";
            case "object_name" -> file();
            case "file_id" -> sharedFile();
            case "upload_id" -> resumable();
            case "token" -> pattern.startsWith("/links") ? link() : upload();
            default -> throw new IllegalStateException("What is " + parameter + "?");
        };
    }

    private String ofPlatform(String kind, boolean ends) {
        return switch (kind) {
            case "tenants" -> member.tenantId().toString();
            case "users" -> ends ? user() : member.userId().toString();
            case "keys" -> key();
            case "backends" -> ends ? backend() : storage;
            case "migrations" -> migration;
            default -> throw new IllegalStateException("What is " + kind + "?");
        };
    }

    private String nameOf(String backend) {
        return done(admin.get(PLATFORM + "/backends/" + backend)).json().path("name").stringValue();
    }

    /** A body that is right for an operation, where one without fields would tell nothing. */
    String body(String operation) {
        return switch (operation) {
            case "requestUpload" -> "{\"file_name\":\"a\"}";
            case "startMigration" -> "{\"target_backend_id\":\"" + storage + "\"}";
            case "changeOrigins" -> "{\"allowed_origins\":[]}";
            default -> "{}";
        };
    }

    /** A path with things that nobody has. */
    String unknownPath(String pattern) {
        String path = pattern;
        for (String parameter : parameters(pattern)) {
            String unknown =
                    switch (parameter) {
                        case "object_name" -> member.folder() + "none.txt";
                        case "storage_key", "bucket_name" -> "nothing-of-this-name";
                        default -> UUID.randomUUID().toString();
                    };
            path = path.replace("{" + parameter + "}", unknown);
        }
        return path;
    }

    static List<String> parameters(String pattern) {
        return java.util.regex.Pattern.compile("\\{([a-z_]+)}")
                .matcher(pattern)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
