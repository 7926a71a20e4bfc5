package dev.storeward.server.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.CephServer;
import dev.storeward.testkit.server.S3Server;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two keys of one bucket on a real server: the old one is shut out once its requests are over. */
final class RotationOnCephTest {
    private static final String PLATFORM = "/api/v1/platform";
    private static final int CLIENTS = 4;

    private static final String OLD = "old" + UUID.randomUUID().toString().substring(0, 8);
    private static final String NEW = "new" + UUID.randomUUID().toString().substring(0, 8);

    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
    private final AtomicIntegerArray done = new AtomicIntegerArray(CLIENTS);

    @Test
    void noRequestFailsFromTheOldKeyToTheNewOneAlone() throws Exception {
        S3Server old = CephServer.user(OLD);
        S3Server fresh = CephServer.user(NEW);
        CephServer.grant(OLD, statement("Allow", old.bucket()));
        CephServer.grant(NEW, statement("Allow", old.bucket()));
        try (RunningServer server = RunningServer.start()) {
            Member member = server.member(1L << 30);
            Http files = new Http(server, member.key());
            Http ruler = new Http(server, server.member(server.tenant(member), "supervisor").key());
            String backend = register(ruler, member, old);
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService load = Executors.newVirtualThreadPerTaskExecutor();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                load.execute(() -> transfers(files, client, over));
            }
            awaitTransfers();

            JsonNode rotated =
                    expect(
                            200,
                            ruler.send(
                                    "POST",
                                    PLATFORM + "/backends/" + backend + "/rotate",
                                    BodyPublishers.ofString(
                                            "{\"settings\":{\"access_key\":\"%s\",\"secret_key\":\"%s\"}}"
                                                    .formatted(
                                                            fresh.accessKey(),
                                                            fresh.secretKey()))));
            awaitTransfers();
            CephServer.grant(OLD, statement("Deny", old.bucket()));
            awaitTransfers();
            over.set(true);
            load.shutdown();

            assertThat(load.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(refused).isEmpty();
            assertThat(rotated.path("health").stringValue()).isEqualTo("verified");
            assertThat(rotated.toString()).doesNotContain(fresh.secretKey());
            JsonNode verified =
                    expect(
                            200,
                            ruler.send(
                                    "POST",
                                    PLATFORM + "/backends/" + backend + "/verify",
                                    BodyPublishers.noBody()));
            assertThat(verified.path("health").stringValue()).isEqualTo("verified");
        }
    }

    private static String register(Http ruler, Member member, S3Server bucket) {
        String tenant = PLATFORM + "/tenants/" + member.tenantId();
        JsonNode backend =
                expect(
                        201,
                        ruler.send(
                                "POST",
                                tenant + "/backends",
                                BodyPublishers.ofString(
                                        """
                                        {"name":"own","connector":"s3","settings":{"endpoint":"%s","bucket":"%s",
                                         "prefix":"rotated/%s","access_key":"%s","secret_key":"%s"}}
                                        """
                                                .formatted(
                                                        bucket.endpoint(),
                                                        bucket.bucket(),
                                                        OLD,
                                                        bucket.accessKey(),
                                                        bucket.secretKey()))));
        String id = backend.path("id").stringValue();
        expect(
                200,
                ruler.send(
                        "PUT",
                        tenant + "/placement",
                        BodyPublishers.ofString("{\"default_backend_id\":\"%s\"}".formatted(id))));
        return id;
    }

    /** Until every client has begun and ended at least one more transfer. */
    private void awaitTransfers() {
        int[] before = new int[CLIENTS];
        Arrays.setAll(before, done::get);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    boolean all = true;
                    for (int i = 0; i < CLIENTS; i++) {
                        all &= done.get(i) >= before[i] + 2;
                    }
                    return all || !refused.isEmpty();
                });
    }

    private void transfers(Http files, int client, AtomicBoolean over) {
        Random random = new Random(client);
        while (!over.get() && refused.isEmpty()) {
            byte[] bytes = new byte[random.nextInt(1, 400_000)];
            random.nextBytes(bytes);
            Http.Answer uploaded = files.upload("file_name=load", bytes);
            if (uploaded.status() != 201) {
                refused.add(uploaded.text());
                return;
            }
            String name = uploaded.json().path("data").path("file_path").stringValue();
            Http.Answer read = files.get("/api/v1/storage/objects/" + name);
            if (read.status() != 200 || !Arrays.equals(read.body(), bytes)) {
                refused.add(read.status() + " for " + name);
                return;
            }
            done.incrementAndGet(client);
        }
    }

    private static JsonNode expect(int status, Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }

    private static String statement(String effect, String bucket) {
        return """
        {"Version": "2012-10-17", "Statement": [{"Effect": "%s", "Action": ["s3:*"],
         "Resource": ["arn:aws:s3:::%s", "arn:aws:s3:::%s/*"]}]}
        """
                .formatted(effect, bucket, bucket);
    }
}
