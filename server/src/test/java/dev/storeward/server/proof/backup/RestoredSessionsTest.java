package dev.storeward.server.proof.backup;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.backup.BackupCommand;
import dev.storeward.server.backup.RestoreCommand;
import dev.storeward.server.proof.server.PreparedDatabase;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.server.proof.server.StoreView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import tools.jackson.databind.JsonNode;

/**
 * Uploads in several requests that were open when a backup was made, and are when it is restored.
 */
@NullUnmarked
class RestoredSessionsTest {
    private static final String RESUMABLE = "/api/v1/storage/resumable";
    private static final int PART = 5 << 20;
    private static final int SIZE = PART + 1_000;
    private static final String BUCKET = "acme";

    @TempDir private Path disk;
    private final byte[] content = content();
    private Account account;
    private AwsBasicCredentials keys;
    private ServerProcess server;

    private static byte[] content() {
        byte[] content = new byte[SIZE];
        new Random(13).nextBytes(content);
        return content;
    }

    private byte[] first() {
        return Arrays.copyOf(content, PART);
    }

    private byte[] second() {
        return Arrays.copyOfRange(content, PART, SIZE);
    }

    private Http member() {
        return new Http(server.url(), account.key());
    }

    private S3Client s3() {
        return S3Client.builder()
                .endpointOverride(URI.create(server.url() + "/s3"))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(keys))
                .overrideConfiguration(once -> once.retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
    }

    private void join() {
        account = server.account(BUCKET, 1L << 30);
        String user = member().get("/api/v1/platform/whoami").json().at("/user/id").asString("");
        JsonNode made =
                member().postJson(
                                "/api/v1/platform/users/" + user + "/s3-keys",
                                "{\"name\":\"backup\"}")
                        .json();
        keys =
                AwsBasicCredentials.create(
                        made.path("access_key_id").asString(),
                        made.path("secret_access_key").asString());
    }

    private String beginParts(String key) {
        try (S3Client s3 = s3()) {
            return s3.createMultipartUpload(create -> create.bucket(BUCKET).key(key)).uploadId();
        }
    }

    private CompletedPart part(String key, String id, int number, byte[] bytes) {
        try (S3Client s3 = s3()) {
            String etag =
                    s3.uploadPart(
                                    part ->
                                            part.bucket(BUCKET)
                                                    .key(key)
                                                    .uploadId(id)
                                                    .partNumber(number),
                                    RequestBody.fromBytes(bytes))
                            .eTag();
            return CompletedPart.builder().partNumber(number).eTag(etag).build();
        }
    }

    private void complete(String key, String id, List<CompletedPart> parts) {
        try (S3Client s3 = s3()) {
            s3.completeMultipartUpload(all ->
                    all.bucket(BUCKET)
                            .key(key)
                            .uploadId(id)
                            .multipartUpload(made -> made.parts(parts)));
        }
    }

    private String beginResumable() {
        return resumable("POST", RESUMABLE, new byte[0], "Upload-Length", String.valueOf(SIZE))
                .header("Location")
                .replaceFirst("http://[^/]+", "");
    }

    private Answer resumable(String method, String path, byte[] body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Tus-Resumable", "1.0.0"));
        all.addAll(List.of(headers));
        return member().send(
                        method, path, BodyPublishers.ofByteArray(body), all.toArray(String[]::new));
    }

    private Answer append(String path, int offset, byte[] body) {
        return resumable(
                "PATCH",
                path,
                body,
                "Content-Type",
                "application/offset+octet-stream",
                "Upload-Offset",
                String.valueOf(offset));
    }

    private long charged() {
        return server.database()
                .number("SELECT charged FROM usage WHERE tenant_id = '" + account.tenantId() + "'");
    }

    private long objects(String state) {
        return server.database()
                .number("SELECT count(*) FROM object WHERE state = '" + state + "'");
    }

    /** Waits until the shared folder holds what is expected. */
    private static void await(Path data, Consumer<Set<String>> expected) {
        try (StoreView store = StoreView.ofFolder(data.resolve("objects/shared"))) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> expected.accept(store.keys("organizations/")));
        }
    }

    private byte[] read(String key) {
        try (S3Client s3 = s3()) {
            return s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asByteArray();
        }
    }

    private static void succeeded(Commands.Said said) {
        assertThat(said.code()).as(said.err()).isZero();
    }

    @Test
    void openUploadsGoOnOnceTheRestoredInstallationIsTheOnlyOne() throws Exception {
        Commands commands = new Commands(disk);
        Path original = PreparedDatabase.into(disk.resolve("original"));
        Path fresh = Files.createDirectory(disk.resolve("fresh"));
        Path backup = disk.resolve("storeward.backup");
        List<CompletedPart> going = new ArrayList<>();
        String parts;
        String late;
        CompletedPart ofLate;
        String resumed;
        try (ServerProcess started = ServerProcess.start(original, Map.of())) {
            server = started;
            join();
            parts = beginParts("going.bin");
            going.add(part("going.bin", parts, 1, first()));
            late = beginParts("late.bin");
            ofLate = part("late.bin", late, 1, second());
            part("left.bin", beginParts("left.bin"), 1, second());
            resumed = beginResumable();
            assertThat(append(resumed, 0, first()).status()).isEqualTo(204);

            succeeded(
                    commands.run(
                            BackupCommand.class,
                            Map.of(),
                            "--data",
                            original.toString(),
                            "--to",
                            backup.toString()));
            complete("late.bin", late, List.of(ofLate));
            await(original, keys -> assertThat(keys).as("its part was removed").hasSize(4));
            server.kill();
        }
        restore(commands, original, backup, fresh);

        try (ServerProcess started = ServerProcess.start(fresh, Map.of())) {
            server = started;
            assertThat(charged()).isEqualTo(2L * PART + 2L * second().length);
            assertThat(refusal(() -> part("going.bin", parts, 2, second())))
                    .isEqualTo("503 ServiceUnavailable");
            Answer refused = append(resumed, PART, second());
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("before the database was copied");
            assertThat(charged()).isEqualTo(2L * PART + 2L * second().length);

            assertThat(
                            server.admin()
                                    .postJson(
                                            "/api/v1/platform/installation/release",
                                            "{\"as\":\"moved\"}")
                                    .status())
                    .isEqualTo(200);
            going.add(part("going.bin", parts, 2, second()));
            complete("going.bin", parts, going);
            assertThat(append(resumed, PART, second()).status()).isEqualTo(204);
            String name = resumable("HEAD", resumed, new byte[0]).header("Storeward-Object-Name");
            assertThat(read("going.bin")).isEqualTo(content);
            assertThat(member().get("/api/v1/storage/objects/" + name).body()).isEqualTo(content);
            complete("late.bin", late, List.of(ofLate));
            assertThat(refusal(() -> part("late.bin", late, 1, first())))
                    .as("what was completed after the backup is completed from it too")
                    .isEqualTo("404 NoSuchUpload");
            assertThat(read("late.bin")).isEqualTo(second());
            assertThat(charged()).isEqualTo(2L * SIZE + 2L * second().length);

            server.database().moveTime(Duration.ofDays(8));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(objects("writing")).isZero());
            // The sweeper removes what is doomed once the lost run's marker was silent for long.
            assertThat(objects("live")).isEqualTo(3);
            String folder = name.substring(0, name.lastIndexOf('/') + 1);
            await(
                    fresh,
                    keys ->
                            assertThat(keys)
                                    .contains(name, folder + "going.bin", folder + "late.bin"));
            assertThat(charged()).isEqualTo(2L * SIZE + second().length);
        }
    }

    private void restore(Commands commands, Path original, Path backup, Path fresh)
            throws IOException, InterruptedException {
        Files.copy(original.resolve("master.key"), fresh.resolve("master.key"));
        Files.createDirectory(fresh.resolve("objects"));
        Commands.copy(original.resolve("objects/shared"), fresh.resolve("objects/shared"));
        Files.move(original, disk.resolve("lost"));
        succeeded(
                commands.run(
                        RestoreCommand.class,
                        Map.of(),
                        "--from",
                        backup.toString(),
                        "--data",
                        fresh.toString()));
    }
}
