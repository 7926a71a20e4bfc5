package dev.storeward.server.api.admin;

import static dev.storeward.server.api.admin.AdminClient.expect;
import static dev.storeward.server.api.admin.AdminClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.outbound.AddressGate;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.store.s3.settings.AmazonSettings;
import dev.storeward.testkit.server.CephServer;
import dev.storeward.testkit.server.S3Server;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Buckets that are made for single tenants on a real server, and those that are not ours to take.
 */
class DedicatedOnCephTest {
    private static final Outbound GATE =
            AddressGate.operator(
                    host -> List.of(InetAddress.ofLiteral(host)),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30));
    private static final Connector CONNECTOR =
            new S3Connector(
                    AmazonSettings.itself(GATE), InstantSource.system(), new SecureRandom());

    private static S3Server ceph;
    private static RunningServer server;
    private static AdminClient client;

    @BeforeAll
    static void start() {
        ceph = CephServer.shared();
        server =
                RunningServer.start(
                        Map.of(
                                "STOREWARD_DEDICATED_URL",
                                "s3://?bucket_prefix=acme-&endpoint=" + ceph.endpoint(),
                                "STOREWARD_DEDICATED_ACCESS_KEY",
                                ceph.accessKey(),
                                "STOREWARD_DEDICATED_SECRET_KEY",
                                ceph.secretKey()));
        client = new AdminClient(server);
    }

    @AfterAll
    static void stop() {
        server.close();
        CONNECTOR.close();
    }

    private static ObjectStore open(String bucket) {
        Map<String, String> values = ceph.withBucket(bucket).settings();
        ConnectorSchema schema = CONNECTOR.schema();
        return CONNECTOR.open(
                schema.spec(Secret.each(values)), schema.credential(Secret.each(values)), GATE);
    }

    private static List<String> keys(String bucket) {
        try (ObjectStore store = open(bucket)) {
            return store.list(new ListRequest("", "", 100)).objects().stream()
                    .map(object -> object.key().value())
                    .toList();
        }
    }

    private static void put(String bucket, String key) {
        try (ObjectStore store = open(bucket)) {
            store.put(new ObjectKey(key), Content.of(new byte[0]), PutOptions.defaults());
        }
    }

    private static Http.Answer provision(Tenant tenant) {
        return client.post("/config/" + tenant.id() + "/provision-dedicated", "");
    }

    private static JsonNode upload(Tenant tenant) {
        Http http = new Http(server, server.member(tenant, "member").key());
        return expect(201, http.upload("file_name=f.txt", new byte[100])).path("data");
    }

    private static String keyOf(JsonNode uploaded) {
        return uploaded.path("file_path").stringValue();
    }

    @Test
    void eachTenantsFilesLieInItsOwnBucket() {
        Tenant a = client.tenant("team");
        Tenant b = client.tenant("team");
        expect(200, provision(a));
        JsonNode answer = expect(200, provision(b));
        assertThat(answer.path("bucket_name").stringValue()).isEqualTo("acme-" + b.id());

        String ofA = keyOf(upload(a));
        String ofB = keyOf(upload(b));

        assertThat(keys("acme-" + a.id()))
                .contains(ofA, ".storeward/dedicated-" + a.id())
                .doesNotContain(ofB);
        assertThat(keys("acme-" + b.id()))
                .contains(ofB, ".storeward/dedicated-" + b.id())
                .doesNotContain(ofA);
    }

    private static void requireRefused(Tenant tenant) {
        JsonNode failure = refused(400, "INVALID_CONFIG", provision(tenant));
        assertThat(failure.path("details").propertyNames()).containsExactly("bucket_name");
        assertThat(client.get("/config/" + tenant.id()).json().path("is_default").asBoolean())
                .isTrue();
    }

    @Test
    void aBucketOfSomebodyElseIsNotTaken() throws Exception {
        Tenant tenant = client.tenant("team");
        CephServer.user("squatter").createBucket("acme-" + tenant.id());

        requireRefused(tenant);
    }

    @Test
    void aBucketWithSomebodysFilesIsNotTaken() throws Exception {
        Tenant tenant = client.tenant("team");
        ceph.createBucket("acme-" + tenant.id());
        put("acme-" + tenant.id(), "photos/cat.jpg");

        requireRefused(tenant);
        assertThat(keys("acme-" + tenant.id())).containsExactly("photos/cat.jpg");
    }

    @Test
    void aBucketOfAnotherTenantOrInstallationIsNotTaken() throws Exception {
        for (String mark :
                List.of(
                        ".storeward/dedicated-" + UUID.randomUUID(),
                        ".storeward/" + UUID.randomUUID())) {
            Tenant tenant = client.tenant("team");
            ceph.createBucket("acme-" + tenant.id());
            put("acme-" + tenant.id(), mark);

            requireRefused(tenant);
            assertThat(keys("acme-" + tenant.id())).containsExactly(mark);
        }
    }

    @Test
    void whatACrashLeftHalfDoneIsDoneByCallingAgain() throws Exception {
        Tenant bare = client.tenant("team");
        ceph.createBucket("acme-" + bare.id());
        Tenant marked = client.tenant("team");
        ceph.createBucket("acme-" + marked.id());
        put("acme-" + marked.id(), ".storeward/dedicated-" + marked.id());

        for (Tenant tenant : List.of(bare, marked)) {
            expect(200, provision(tenant));
            String file = keyOf(upload(tenant));
            expect(200, provision(tenant));
            assertThat(keys("acme-" + tenant.id())).contains(file);
        }
    }
}
