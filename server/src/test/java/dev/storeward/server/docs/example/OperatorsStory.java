package dev.storeward.server.docs.example;

import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.NewTenant;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.S3Server;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** What super admins do: another tenant's storage, the master key, the installation. */
final class OperatorsStory {
    private static final String KEY = RunningServer.ADMIN_KEY;

    private final ExampleRun run;

    OperatorsStory(ExampleRun run) {
        this.run = run;
    }

    void tell(S3Server bucket) {
        storage(
                run.server()
                        .service(Tenants.class)
                        .create(
                                run.server().admin(),
                                new NewTenant("globex", "Globex", "enterprise", 1L << 30),
                                InSameTransaction.nothing()),
                bucket);
        run.call(KEY, "getStorageStatistics", 200, "");
        run.call(KEY, "listAudit", 200, "");
        run.call(KEY, "rotateMasterKey", 202, "", "{}");
        run.call(KEY, "getMasterKey", 200, "");
        run.call(KEY, "getInstallation", 200, "");
        run.server()
                .tx()
                .forSystem()
                .run(sql ->
                        sql.update(
                                "UPDATE installation SET fingerprint = 'EXTERNAL 1 other elsewhere:1 -'"));
        run.server().restart();
        run.call(KEY, "releaseInstallation", 200, "", "{\"as\":\"moved\"}");
    }

    private void storage(Tenant whose, S3Server bucket) {
        String tenant = whose.id().toString();
        run.call(
                KEY,
                "configureTenantStorage",
                200,
                tenant,
                """
                {"provider_type":"s3_byob","bucket_name":"%s","region":"%s","endpoint_url":"%s",
                 "access_key":"%s","secret_key":"%s","reason":"Their own bucket, ticket 4711"}
                """
                        .formatted(
                                bucket.bucket(),
                                bucket.region(),
                                bucket.endpoint(),
                                bucket.accessKey(),
                                bucket.secretKey()));
        run.call(KEY, "validateTenantStorage", 200, tenant);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        run.call(KEY, "getTenantStorage", 200, tenant)
                                .path("validation_status")
                                .stringValue()
                                .equals("valid"));
        Member member = run.server().member(whose, "member");
        new Http(run.server(), member.key())
                .upload("file_name=f.txt", "content".getBytes(StandardCharsets.UTF_8));
        run.call(
                KEY,
                "provisionDedicatedStorage",
                200,
                tenant,
                "{\"reason\":\"A bucket of their own\"}");
        run.call(KEY, "startTenantMigration", 200, tenant, "{\"target_provider\":\"dedicated\"}");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        !List.of("pending", "in_progress")
                                .contains(
                                        run.call(KEY, "getTenantMigration", 200, tenant)
                                                .path("status")
                                                .stringValue()));
        run.call(KEY, "listTenantMigrations", 200, tenant);
        String waiting =
                new Http(run.server(), KEY)
                        .postJson(
                                "/api/v1/platform/tenants/" + tenant + "/migrations",
                                "{\"target_backend_id\":\"shared\",\"window\":"
                                        + ExampleRun.closedWindow()
                                        + "}")
                        .json()
                        .path("id")
                        .stringValue();
        run.call(
                KEY,
                "cancelTenantMigration",
                200,
                "mig_" + waiting.replace("-", ""),
                "{\"reason\":\"Not before Monday\"}");
        run.call(KEY, "resetTenantStorage", 200, tenant + "?reason=Trial%20over");
    }
}
