package dev.storeward.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.server.config.Settings.Shared;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
