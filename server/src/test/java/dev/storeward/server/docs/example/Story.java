package dev.storeward.server.docs.example;

import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A tenant from its first day on: users, keys, files, backends, and a migration. */
final class Story {
    private static final String OPERATOR = RunningServer.ADMIN_KEY;
    private static final String MINIO =
            "tango_shared.connectors.deployment.storage.minio_storage_connector.MinioStorageConnector";

    private final ExampleRun run;
    private final S3Server s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
    private String tenant = "";
    private String supervisor = "";
    private String member = "";

    Story(ExampleRun run) {
        this.run = run;
    }

    void tell() throws IOException, InterruptedException {
        users();
        files();
        workspace();
        configs();
        new MigrationStory(run, tenant, supervisor).tell(backend());
        rest();
    }

    private static String id(JsonNode answer) {
        return answer.path("id").stringValue();
    }

    private static String key(JsonNode answer) {
        return answer.path("key").stringValue();
    }

    private void users() {
        tenant =
                id(
                        run.call(
                                OPERATOR,
                                "createTenant",
                                201,
                                "",
                                "{\"slug\":\"acme\",\"name\":\"Acme\",\"plan\":\"enterprise\"}"));
        run.call(
                OPERATOR,
                "changeTenant",
                200,
                tenant,
                "{\"name\":\"Acme Ltd\",\"quota_bytes\":1099511627776}");
        run.call(OPERATOR, "getTenant", 200, tenant);
        run.call(OPERATOR, "listTenants", 200, "?limit=2");
        String sue = user("sue@acme.example", "supervisor");
        supervisor = key(run.call(OPERATOR, "createKey", 201, sue, "{\"name\":\"console\"}"));
        String ann = user("ann@acme.example", "member");
        run.call(supervisor, "listUsers", 200, tenant);
        run.call(supervisor, "changeUser", 200, ann, "{\"email\":\"anna@acme.example\"}");
        member =
                key(
                        run.call(
                                supervisor,
                                "createKey",
                                201,
                                ann,
                                "{\"name\":\"laptop\",\"expires_at\":\"2030-01-01T00:00:00Z\"}"));
        run.call(supervisor, "listKeys", 200, ann);
        run.call(
                supervisor,
                "createS3Key",
                201,
                ann,
                "{\"name\":\"rclone\",\"expires_at\":\"2030-01-01T00:00:00Z\"}");
        run.call(supervisor, "listS3Keys", 200, ann);
        run.call(member, "whoAmI", 200, "");
        run.call(supervisor, "listConnectors", 200, "");
    }

    private String user(String email, String role) {
        return id(
                run.call(
                        OPERATOR,
                        "createUser",
                        201,
                        tenant,
                        "{\"email\":\"%s\",\"role\":\"%s\"}".formatted(email, role)));
    }

    private void files() {
        String file =
                run.send(member, "uploadFile", 201, "?file_name=hello.txt&path=notes", "Hello.\n")
                        .at("/data/file_path")
                        .stringValue();
        run.call(member, "listBuckets", 200, "");
        run.call(member, "listObjects", 200, "shared?limit=10");
        run.call(member, "listFiles", 200, "?page_size=10");
        run.call(member, "downloadFile", 200, file);
        run.call(member, "getMetadata", 200, file);
        String link =
                run.call(member, "createLink", 200, file + "?expires_seconds=3600")
                        .at("/data/url")
                        .stringValue();
        run.call("", "openLink", 200, link.replaceFirst(".*/links/", ""));
        run.call(member, "getUsage", 200, "");
        run.call(member, "getQuota", 200, "");
        String gone =
                run.send(member, "uploadFile", 201, "?file_name=hello.txt&path=notes", "Hello.\n")
                        .at("/data/file_path")
                        .stringValue();
        run.call(member, "deleteFile", 200, gone);
        run.call("", "health", 200, "");
        run.call("", "readiness", 200, "");
        run.call("", "metrics", 200, "");
    }

    private S3Server bucket(String name) throws IOException, InterruptedException {
        return s3.createBucket("acme-" + name + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    private void workspace() throws IOException, InterruptedException {
        S3Server bucket = bucket("scans");
        run.call(
                supervisor,
                "registerStorage",
                201,
                "",
                """
                {"storage_key":"scans","storage_class":"%s","connector_init":{
                 "endpoint":"%s","bucket_name":"%s","access_key":"%s","secret_key":"%s","prefix":"2026"}}
                """
                        .formatted(
                                MINIO,
                                bucket.endpoint(),
                                bucket.bucket(),
                                bucket.accessKey(),
                                bucket.secretKey()));
        run.call(supervisor, "listStorage", 200, "");
        run.call(supervisor, "getStorage", 200, "scans");
        JsonNode promised =
                run.call(member, "requestUpload", 201, "scans", "{\"file_name\":\"scan.txt\"}");
        String token = promised.path("upload_url").stringValue().replaceFirst(".*/uploads/", "");
        String file =
                run.send("", "putUpload", 200, token, "One page.\n").path("file_id").stringValue();
        run.call(member, "requestDownload", 200, "scans," + file);
    }

    private void configs() throws IOException, InterruptedException {
        S3Server bucket = bucket("reports");
        String uid =
                run.call(
                                supervisor,
                                "createStorageConfig",
                                201,
                                "",
                                """
                                {"name":"reports","provider":"s3_compatible","s3_endpoint_url":"%s",
                                 "s3_bucket_name":"%s","s3_bucket_region":"%s",
                                 "s3_access_key_id":"%s","s3_secret_access_key":"%s"}
                                """
                                        .formatted(
                                                bucket.endpoint(),
                                                bucket.bucket(),
                                                bucket.region(),
                                                bucket.accessKey(),
                                                bucket.secretKey()))
                        .path("uid")
                        .stringValue();
        run.call(supervisor, "listStorageConfigs", 200, "");
        run.call(supervisor, "storageSetupInfo", 200, "");
        run.call(supervisor, "getStorageConfig", 200, uid);
        run.call(supervisor, "testStorageConfig", 200, uid);
    }

    /** Registers a bucket and asks for everything that can be asked of it; answers its id. */
    private String backend() throws IOException, InterruptedException {
        S3Server bucket = bucket("archive");
        String id =
                id(
                        run.call(
                                supervisor,
                                "registerBackend",
                                201,
                                tenant,
                                """
                                {"name":"archive","connector":"s3","settings":{
                                 "endpoint":"%s","region":"%s","bucket":"%s","path_style":true,
                                 "access_key":"%s","secret_key":"%s"}}
                                """
                                        .formatted(
                                                bucket.endpoint(),
                                                bucket.region(),
                                                bucket.bucket(),
                                                bucket.accessKey(),
                                                bucket.secretKey())));
        run.call(supervisor, "listBackends", 200, tenant);
        run.call(supervisor, "getBackend", 200, id);
        run.call(supervisor, "changeBackend", 200, id, "{\"name\":\"cold\"}");
        run.call(supervisor, "verifyBackend", 200, id);
        run.call(
                supervisor,
                "rotateBackend",
                200,
                id,
                "{\"settings\":{\"access_key\":\"%s\",\"secret_key\":\"%s\"}}"
                        .formatted(bucket.accessKey(), bucket.secretKey()));
        run.call(supervisor, "getBackendPolicy", 200, id);
        run.call(
                supervisor,
                "changeOrigins",
                200,
                tenant,
                "{\"allowed_origins\":[\"https://app.acme.example\"],\"max_age_seconds\":600}");
        run.call(supervisor, "getOrigins", 200, tenant);
        run.call(
                supervisor,
                "changePlacement",
                200,
                tenant,
                """
                {"default_backend_id":null,"path_prefix":"","object_keys":"readable",
                 "rules":[{"min_size":1073741824,"backend_id":"%s"}]}
                """
                        .formatted(id));
        run.call(supervisor, "getPlacement", 200, tenant);
        run.call(
                supervisor,
                "explainPlacement",
                200,
                tenant,
                "{\"file_name\":\"film.mp4\",\"size\":5368709120,\"content_type\":\"video/mp4\"}");
        return id;
    }

    /** What only operators do. */
    private void rest() throws IOException, InterruptedException {
        new OperatorsStory(run).tell(bucket("own"));
    }
}
