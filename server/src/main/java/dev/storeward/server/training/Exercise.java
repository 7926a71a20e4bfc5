package dev.storeward.server.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a new server is mostly asked for: small files and large ones up and down, lists, links, and
 * the platform calls that make a tenant. Counted, not timed, so that a slow machine learns as much
 * as a fast one. For one thread.
 */
final class Exercise implements AutoCloseable {
    private static final String FILES = "/api/v1/storage";
    private static final String PLATFORM = "/api/v1/platform";
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final String BOUNDARY = "training-boundary";

    private static final int AT_ONCE = 16;
    private static final int SMALL = 10 << 10;
    private static final int LARGE = 24 << 20;
    private static final int UPLOADS = 2_000;
    private static final int FORMS = 300;
    private static final int DOWNLOADS = 1_500;
    private static final int LISTS = 100;
    private static final int LARGE_FILES = 2;

    private final URI server;
    private final String adminKey;
    private final long deadline;
    private final JsonMapper json = new JsonMapper();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param longest after this no further request is sent
     */
    Exercise(URI server, String adminKey, Duration longest) {
        this.server = server;
        this.adminKey = adminKey;
        this.deadline = System.nanoTime() + longest.toNanos();
    }

    /**
     * Returns when all of it was answered as it should be, or the time is over: what was learned by
     * then is worth keeping.
     *
     * @throws IllegalStateException naming the request that was answered otherwise
     */
    void run() {
        try {
            all();
        } catch (TimeOver e) {
            System.err.println("storeward: the training was cut short, this machine is busy.");
        }
    }

    private void all() {
        String key = account();
        List<String> files =
                many(UPLOADS, i -> upload(key, "small-" + i + ".csv", "text/csv", small(i)));
        many(FORMS, i -> form(key, "form-" + i + ".bin", small(i)));
        many(DOWNLOADS, i -> download(key, files.get(i % files.size()), SMALL));
        many(LISTS, i -> text(key, "GET", FILES + "/files?page=1&page_size=20"));
        many(LISTS, i -> text(key, "GET", objects(files.get(i)) + "/presigned-url"));
        for (int i = 0; i < LARGE_FILES; i++) {
            String large =
                    upload(
                            key,
                            "large-" + i + ".bin",
                            "application/octet-stream",
                            BodyPublishers.ofByteArray(new byte[LARGE]));
            download(key, large, LARGE);
        }
        many(LISTS, i -> text(key, "DELETE", objects(files.get(i))));
        text(key, "GET", "/healthz");
    }

    /** A member of a new tenant; answers its key. */
    private String account() {
        JsonNode tenant =
                posted(
                        PLATFORM + "/tenants",
                        "{\"slug\":\"training\",\"name\":\"Training\",\"quota_bytes\":10737418240}");
        JsonNode user =
                posted(
                        PLATFORM + "/tenants/" + tenant.get("id").asString() + "/users",
                        "{\"email\":\"training@example.com\",\"role\":\"member\"}");
        return posted(
                        PLATFORM + "/users/" + user.get("id").asString() + "/keys",
                        "{\"name\":\"training\"}")
                .get("key")
                .asString();
    }

    private JsonNode posted(String path, String body) {
        return json.readTree(
                answered(
                        request(adminKey, path)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))));
    }

    private String upload(String key, String name, String type, BodyPublisher body) {
        return address(
                answered(
                        request(key, FILES + "/upload?file_name=" + name)
                                .header("Content-Type", type)
                                .POST(body)));
    }

    private String form(String key, String name, BodyPublisher body) {
        String head =
                "--"
                        + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + name
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        return answered(
                request(key, FILES + "/upload")
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(
                                BodyPublishers.concat(
                                        BodyPublishers.ofString(head),
                                        body,
                                        BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"))));
    }

    private String address(String uploaded) {
        return json.readTree(uploaded).get("data").get("file_path").asString();
    }

    private String download(String key, String address, int size) {
        int length = sent(request(key, objects(address)).GET()).body().length;
        if (length != size) {
            throw new IllegalStateException("a download had " + length + " bytes, not " + size);
        }
        return address;
    }

    private String text(String key, String method, String path) {
        return answered(request(key, path).method(method, BodyPublishers.noBody()));
    }

    private static String objects(String address) {
        return FILES + "/objects/" + address;
    }

    /** Each is different, and tells its type. */
    private static BodyPublisher small(int number) {
        String row = "row " + number + ",some text,1,2,3\n";
        String text = row.repeat(SMALL / row.length() + 1);
        return BodyPublishers.ofByteArray(
                Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), SMALL));
    }

    private HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(SILENCE)
                .header("Authorization", "Bearer " + key);
    }

    private String answered(HttpRequest.Builder request) {
        return new String(sent(request).body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> sent(HttpRequest.Builder built) {
        if (System.nanoTime() - deadline > 0) {
            throw new TimeOver();
        }
        HttpRequest request = built.build();
        try {
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        request.method()
                                + " "
                                + request.uri().getPath()
                                + " was answered with "
                                + response.statusCode());
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static final class TimeOver extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private interface Step {
        String take(int number);
    }

    /** The answers in the order of the numbers. */
    private List<String> many(int count, Step step) {
        List<Future<String>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            running.add(threads.submit(() -> step.take(number)));
        }
        List<String> answers = new ArrayList<>();
        for (Future<String> answer : running) {
            try {
                answers.add(answer.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TimeOver over) {
                    throw over;
                }
                throw new IllegalStateException(String.valueOf(e.getCause()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        return answers;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.shutdownNow();
        client.close();
    }
}
