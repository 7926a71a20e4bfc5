package dev.storeward.bench.migrate;

import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The requests of an operator. */
public final class PlatformDoor implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long POLL_MILLIS = 25;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final String adminKey;

    public PlatformDoor(URI server, String adminKey) {
        this.server = server;
        this.adminKey = adminKey;
    }

    /** A bucket's prefix as a backend of a tenant. */
    public UUID backend(UUID tenant, String name, S3Server bucket, String prefix)
            throws IOException, InterruptedException {
        JsonNode settings =
                JSON.valueToTree(
                        Map.of(
                                "endpoint", bucket.endpoint().toString(),
                                "region", bucket.region(),
                                "bucket", bucket.bucket(),
                                "prefix", prefix,
                                "access_key", bucket.accessKey(),
                                "secret_key", bucket.secretKey()));
        return id(
                send(
                        "POST",
                        "/tenants/" + tenant + "/backends",
                        Map.of("name", name, "connector", "s3", "settings", settings)));
    }

    /** Where the tenant's new files go. */
    public void place(UUID tenant, UUID backend) throws IOException, InterruptedException {
        send("PUT", "/tenants/" + tenant + "/placement", Map.of("default_backend_id", backend));
    }

    /** Moves all files of a tenant and waits for it; answers the seconds it took. */
    double migrate(UUID tenant, UUID from, UUID to, DataSet set)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        UUID migration =
                id(
                        send(
                                "POST",
                                "/tenants/" + tenant + "/migrations",
                                Map.of(
                                        "source_backend_id", from,
                                        "target_backend_id", to,
                                        "reason", "bench")));
        JsonNode at;
        do {
            Thread.sleep(POLL_MILLIS);
            at = send("GET", "/migrations/" + migration, Map.of());
        } while (at.path("status").stringValue("").matches("pending|in_progress"));
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (!at.path("status").stringValue("").equals("completed")
                || at.path("migrated_files").asLong() != set.files()) {
            throw new IOException("The migration did not move every file: " + at);
        }
        return seconds;
    }

    private static UUID id(JsonNode made) {
        return UUID.fromString(made.path("id").stringValue(""));
    }

    private JsonNode send(String method, String path, Map<String, ?> body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve("/api/v1/platform" + path))
                        .timeout(Duration.ofSeconds(60))
                        .header("Authorization", "Bearer " + adminKey)
                        .header("Content-Type", "application/json");
        HttpResponse<String> answer =
                client.send(
                        method.equals("GET")
                                ? request.GET().build()
                                : request.method(
                                                method,
                                                BodyPublishers.ofString(
                                                        JSON.writeValueAsString(body)))
                                        .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
