package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What registering refuses. */
class RegistrationRefusalsTest extends RegistrationFixture {
    @Test
    void everythingWrongIsToldAtOnceByTheNamesThatWereSent() {
        Http.Answer answer =
                supervisor.post(
                        "/storage",
                        """
                        {"storage_key":"Bad Key","storage_class":"%s","colour":"blue",
                         "connector_init":{"endpoint":"http://169.254.169.254","bucket_name":5,
                          "path_style":"yes","foo":1,"secret_key":"hush-hush"}}
                        """
                                .formatted(WorkspaceClient.MINIO));

        assertThat(errors(answer).propertyNames())
                .containsExactlyInAnyOrder(
                        "storage_key",
                        "colour",
                        "connector_init.endpoint",
                        "connector_init.bucket_name",
                        "connector_init.path_style",
                        "connector_init.foo",
                        "connector_init.access_key");
        assertThat(errors(answer).path("connector_init.bucket_name").get(0).stringValue())
                .isEqualTo("Must be a string.");
        assertThat(errors(answer).path("connector_init.foo").get(0).stringValue())
                .contains("access_key, bucket_name, endpoint, path_style, prefix, region");
        assertThat(answer.text()).doesNotContain("hush-hush");
        assertThat(answer.json().path("type").stringValue()).isEqualTo("about:blank");
        assertThat(answer.json().path("title").stringValue()).isEqualTo("Bad Request");
        assertThat(answer.json().path("status").intValue()).isEqualTo(400);
    }

    @Test
    void halfACharacterIsRefusedByItsField() {
        Http.Answer answer =
                supervisor.post(
                        "/storage?verify=false",
                        unproven("half", "s3", bucket()).replace("hush-hush", "hush\\ud83d"));

        assertThat(errors(answer).propertyNames()).containsExactly("connector_init.secret_key");
    }

    @Test
    void nothingAtAllLacksAllThree() {
        assertThat(errors(supervisor.post("/storage", "{}")).propertyNames())
                .containsExactlyInAnyOrder("storage_key", "storage_class", "connector_init");
        assertThat(
                        errors(
                                        supervisor.post(
                                                "/storage",
                                                "{\"storage_key\":1,\"storage_class\":[],\"connector_init\":\"x\"}"))
                                .propertyNames())
                .containsExactlyInAnyOrder("storage_key", "storage_class", "connector_init");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "\"x\"", "null", "{", "{\"storage_key\":\"a\",\"storage_key\":\"b\"}"})
    void whatIsNoObjectIsRefused(String json) {
        assertThat(errors(supervisor.post("/storage", json)).propertyNames()).isNotEmpty();
    }

    @Test
    void aHugeBodyIsRefused() {
        assertThat(
                        supervisor
                                .post("/storage", "{\"storage_key\":\"" + "a".repeat(2 << 20))
                                .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.Runtime",
                "dev.storeward.store.local.LocalConnector",
                "MinioStorageConnector",
                "S3",
                "tango_shared.connectors.deployment.storage.minio_storage_connector.Miniostorageconnector",
                "../s3",
                "s3 "
            })
    void anUnknownClassIsAnsweredWithTheKnownOnes(String storageClass) {
        JsonNode errors =
                errors(
                        supervisor.post(
                                "/storage",
                                WorkspaceClient.registration("a", storageClass, BUCKET)));
        assertThat(errors.propertyNames()).containsExactly("storage_class");
        assertThat(errors.path("storage_class").get(0).stringValue())
                .contains("s3", "filesystem", WorkspaceClient.MINIO, ".S3StorageConnector");
    }

    @Test
    void aPlaceThatDoesNotAnswerIsToldAndNotStored() {
        Http.Answer refused =
                supervisor.post("/storage", unproven("dead", WorkspaceClient.MINIO, bucket()));

        assertThat(errors(refused).propertyNames())
                .isNotEmpty()
                .allMatch(name -> name.startsWith("connector_init"));
        assertThat(refused.text()).doesNotContain("hush-hush");
        assertThat(supervisor.get("/storage/dead").status()).isEqualTo(404);
    }

    @Test
    void aTakenKeyAndATakenPlaceAreConflicts() {
        String bucket = bucket();
        supervisor.expect(
                201, supervisor.post("/storage?verify=false", unproven("one", "s3", bucket)));

        Http.Answer key = supervisor.post("/storage?verify=false", unproven("one", "s3", bucket()));
        assertThat(key.status()).isEqualTo(409);
        assertThat(key.json().path("errors").propertyNames()).containsExactly("storage_key");

        Map<String, Object> inside = new java.util.HashMap<>(BUCKET);
        inside.putAll(Map.of("bucket_name", bucket, "prefix", "inside"));
        Http.Answer place =
                supervisor.post(
                        "/storage?verify=false", WorkspaceClient.registration("two", "s3", inside));
        assertThat(place.status()).isEqualTo(409);
        assertThat(place.json().path("errors").propertyNames()).containsExactly("connector_init");
    }

    @ParameterizedTest
    @ValueSource(strings = {".a", "-a", "_a", "A", "a b", "a/b", "ä", "a\u0000"})
    void anotherKeyIsRefused(String key) {
        assertThat(
                        errors(
                                        supervisor.post(
                                                "/storage?verify=false",
                                                unproven(key, "s3", bucket())))
                                .propertyNames())
                .containsExactly("storage_key");
        assertThat(
                        errors(
                                        supervisor.post(
                                                "/storage?verify=false",
                                                unproven("a".repeat(64), "s3", bucket())))
                                .propertyNames())
                .containsExactly("storage_key");
    }
}
