package dev.storeward.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.server.config.Settings.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedUrlTest {
    private static final Map<String, String> KEYS =
            Map.of("STOREWARD_SHARED_ACCESS_KEY", "AKIA", "STOREWARD_SHARED_SECRET_KEY", "s3cr3t");

    private static Shared read(String url, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("STOREWARD_SHARED_URL", url);
        return SettingsReader.read(List.of(), environment).shared();
    }

    @Test
    void theUrlIsTheOpenHalfOfABackend() {
        Shared shared =
                read("s3://bucket/team/a?endpoint=https://minio.test:9000&path_style=true", KEYS);

        assertThat(shared.spec().settings())
                .isEqualTo(
                        Map.of(
                                "bucket",
                                "bucket",
                                "prefix",
                                "team/a",
                                "endpoint",
                                "https://minio.test:9000",
                                "path_style",
                                "true"));
        assertThat(shared.credential().get("secret_key").reveal()).isEqualTo("s3cr3t");
    }

    @Test
    void withoutKeysTheBucketIsReachedAsThisProcess() {
        assertThat(read("s3://bucket?region=eu-central-1", Map.of()).spec().get("own_identity"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket?secret_key=s3cr3t",
                "s3://bucket?own_identity=true",
                "s3://bucket?pathstyle=true",
                "s3://bucket?path_style=yes",
                "s3://bucket?region",
                "s3://bucket?region=a&region=b",
                "s3://bucket/a?prefix=b",
            })
    void whatIsNoOpenSettingIsRefusedAtTheStartAndItsValueNotTold(String url) {
        assertThatThrownBy(() -> read(url, KEYS))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("STOREWARD_SHARED_URL")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void anAzureContainerIsNamedBehindItsAccount() {
        Shared shared =
                read(
                        "azblob://acme/files/team/a?endpoint=http://127.0.0.1:10000",
                        Map.of("STOREWARD_SHARED_SECRET_KEY", "a2V5"));

        assertThat(shared.spec().connector()).isEqualTo("azure");
        assertThat(shared.spec().settings())
                .isEqualTo(
                        Map.of(
                                "account_name",
                                "acme",
                                "container",
                                "files",
                                "prefix",
                                "team/a",
                                "endpoint",
                                "http://127.0.0.1:10000"));
        assertThat(shared.credential().get("account_key").reveal()).isEqualTo("a2V5");
    }

    @Test
    void anAzureKeyMayLieInAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "a2V5\n");
        Map<String, String> named = Map.of("STOREWARD_SHARED_CREDENTIAL_FILE", file.toString());

        assertThat(read("azblob://acme/files", named).credential().get("account_key").reveal())
                .isEqualTo("a2V5");
        assertThatThrownBy(() ->
                        read(
                                "azblob://acme/files",
                                Map.of(
                                        "STOREWARD_SHARED_CREDENTIAL_FILE",
                                        folder.resolve("none").toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("STOREWARD_SHARED_CREDENTIAL_FILE");
    }

    @Test
    void withoutAKeyAnAzureContainerCannotBeReached() {
        assertThatThrownBy(() -> read("azblob://acme/files", Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("STOREWARD_SHARED_SECRET_KEY")
                .hasMessageContaining("no identity of this machine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "azblob://acme",
                "azblob://acme/",
                "azblob:///files",
                "azblob://acme:s3cr3t@host/files",
                "azblob://acme/files?account_key=s3cr3t",
                "azblob://acme/files?region=x",
                "azblob://acme/files/a?prefix=b"
            })
    void whatNamesNoContainerIsRefusedAtTheStartAndItsValueNotTold(String url) {
        assertThatThrownBy(() -> read(url, Map.of("STOREWARD_SHARED_SECRET_KEY", "a2V5")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("STOREWARD_SHARED_URL")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void aBucketAtGoogleIsReachedWithTheKeyFileNamed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key.json"), "{\"type\":\"service_account\"}");

        Shared shared =
                read(
                        "gs://bucket.example/team/a",
                        Map.of("STOREWARD_SHARED_CREDENTIAL_FILE", file.toString()));

        assertThat(shared.spec().connector()).isEqualTo("gcs");
        assertThat(shared.spec().settings())
                .isEqualTo(Map.of("bucket", "bucket.example", "prefix", "team/a"));
        assertThat(shared.credential().get("auth_json").reveal())
                .isEqualTo("{\"type\":\"service_account\"}");
    }

    @Test
    void aBucketAtGoogleWithoutAKeyFileIsReachedAsThisProcess() {
        assertThat(read("gs://bucket", Map.of()).spec().settings())
                .isEqualTo(Map.of("bucket", "bucket", "own_identity", "true"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gs://bucket?own_identity=true",
                "gs://bucket?auth_json=s3cr3t",
                "gs://s3cr3t@bucket",
                "gs:///prefix",
                "gs://bucket/a#s3cr3t",
            })
    void aBucketAtGoogleTakesNothingButABucketAndAPrefix(String url) {
        assertThatThrownBy(() -> read(url, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("STOREWARD_SHARED_URL")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void aKeyFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() ->
                        read(
                                "gs://bucket",
                                Map.of("STOREWARD_SHARED_CREDENTIAL_FILE", "/no/such/key.json")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("STOREWARD_SHARED_CREDENTIAL_FILE");
    }

    @Test
    void halfACredentialIsRefused() {
        assertThatThrownBy(() -> read("s3://bucket", Map.of("STOREWARD_SHARED_ACCESS_KEY", "AKIA")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("STOREWARD_SHARED_SECRET_KEY");
    }

    @Test
    void aPrefixLeavesRoomForTheKeysBehindIt() {
        assertThatThrownBy(() -> read("s3://bucket/" + "p".repeat(161), KEYS))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("160 bytes");
    }
}
