package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.S3Server;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the workspace door that holds every answer against the published document. */
final class WorkspaceClient {
    static final String MINIO =
            "tango_shared.connectors.deployment.storage.minio_storage_connector.MinioStorageConnector";
    private static final JsonMapper JSON = new JsonMapper();

    private final Http http;
    private final OpenApi openApi;

    WorkspaceClient(RunningServer server, OpenApi openApi, String key) {
        this.http = new Http(server, key);
        this.openApi = openApi;
    }

    /** The seed's request body. */
    static String registration(String key, String storageClass, Map<String, ?> init) {
        return JSON.writeValueAsString(
                Map.of("storage_key", key, "storage_class", storageClass, "connector_init", init));
    }

    /** The seed's MinIO example for a real bucket, below a prefix of its own. */
    static Map<String, Object> minio(S3Server server, String prefix) {
        Map<String, Object> init = new LinkedHashMap<>();
        init.put("access_key", server.accessKey());
        init.put("secret_key", server.secretKey());
        init.put("endpoint", server.endpoint().toString());
        init.put("bucket_name", server.bucket());
        init.put("prefix", prefix);
        return init;
    }

    Http.Answer get(String path, String... headers) {
        return call("GET", path, "", headers);
    }

    Http.Answer post(String path, String json, String... headers) {
        return call("POST", path, json, headers);
    }

    Http.Answer delete(String path, String... headers) {
        return call("DELETE", path, "", headers);
    }

    /** The answer's body when the status is as expected. */
    JsonNode expect(int status, Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }

    JsonNode requestUpload(String key, String fileName) {
        return expect(
                201,
                post(
                        "/storage/" + key + "/files/request_upload",
                        JSON.writeValueAsString(Map.of("file_name", fileName))));
    }

    Http.Answer requestDownload(String key, String fileId) {
        return get("/storage/" + key + "/files/" + fileId + "/request_download");
    }

    /** The bytes of a file, as whoever got its address reads them. */
    byte[] download(String key, String fileId) {
        JsonNode download = expect(200, requestDownload(key, fileId));
        Http.Answer answer = new Http("", "").get(download.path("download_url").stringValue());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body();
    }

    /** Sends bytes to an upload's address, without a key. */
    Http.Answer put(JsonNode upload, byte[] bytes, String... headers) {
        String url = upload.path("upload_url").stringValue();
        Http.Answer answer =
                new Http("", "").send("PUT", url, BodyPublishers.ofByteArray(bytes), headers);
        assertThat(openApi.deviations("PUT", url.substring(url.indexOf("/uploads/")), answer))
                .as(answer.text())
                .isEmpty();
        return answer;
    }

    private Http.Answer call(String method, String path, String json, String... headers) {
        Http.Answer answer =
                http.send(
                        method,
                        path,
                        json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json),
                        headers);
        assertThat(openApi.deviations(method, path, answer))
                .as(method + " " + path + " -> " + answer.status() + " " + answer.text())
                .isEmpty();
        if (answer.status() >= 400) {
            assertThat(answer.json().path("instance").stringValue())
                    .isEqualTo("urn:storeward:request:" + answer.header("X-Request-Id"));
        }
        return answer;
    }
}
