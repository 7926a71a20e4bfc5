package dev.storeward.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the doors, as a program written for them would be. */
public final class Http {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private static final JsonMapper JSON = new JsonMapper();
    private static final String BOUNDARY = "----storeward-test-boundary";

    private final String url;
    private final String key;

    public Http(RunningServer server, String key) {
        this(server.url(), key);
    }

    /**
     * @param url of a server, without a slash at its end
     */
    public Http(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /** An answer, whole. */
    public record Answer(int status, HttpHeaders headers, byte[] body) {
        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    public Answer head(String path, String... headers) {
        return send("HEAD", path, BodyPublishers.noBody(), headers);
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, BodyPublishers.noBody(), headers);
    }

    public Answer postJson(String path, String json, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json"));
        return send("POST", path, BodyPublishers.ofString(json), all.toArray(String[]::new));
    }

    /** A raw-body upload. */
    public Answer upload(String query, byte[] bytes, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/octet-stream"));
        return send(
                "POST",
                "/api/v1/storage/upload?" + query,
                BodyPublishers.ofByteArray(bytes),
                all.toArray(String[]::new));
    }

    /** One part of a form; a file when it has a file name. */
    public record Part(String name, String fileName, byte[] bytes) {
        public static Part field(String name, String value) {
            return new Part(name, "", value.getBytes(StandardCharsets.UTF_8));
        }

        public static Part file(String fileName, byte[] bytes) {
            return new Part("file", fileName, bytes);
        }
    }

    /** A multipart upload. */
    public Answer uploadForm(List<Part> parts, String... headers) {
        List<byte[]> pieces = new ArrayList<>();
        for (Part part : parts) {
            String head =
                    "--"
                            + BOUNDARY
                            + "\r\nContent-Disposition: form-data; name=\""
                            + part.name()
                            + "\""
                            + (part.fileName().isEmpty()
                                    ? ""
                                    : "; filename=\"" + part.fileName() + "\"")
                            + "\r\n\r\n";
            pieces.add(head.getBytes(StandardCharsets.UTF_8));
            pieces.add(part.bytes());
            pieces.add("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        pieces.add(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        int size = pieces.stream().mapToInt(piece -> piece.length).sum();
        byte[] body = new byte[size];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, body, at, piece.length);
            at += piece.length;
        }
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "multipart/form-data; boundary=" + BOUNDARY));
        return send(
                "POST",
                "/api/v1/storage/upload",
                BodyPublishers.ofByteArray(body),
                all.toArray(String[]::new));
    }

    public Answer send(String method, String path, BodyPublisher body, String... headers) {
        URI uri = URI.create(path.startsWith("http") ? path : url + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(2)).method(method, body);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var response = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
