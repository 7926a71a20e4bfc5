package dev.storeward.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.backend.operator.DedicatedBucketTemplate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DedicatedUrlTest {
    private static final Map<String, String> KEYS =
            Map.of(
                    "STOREWARD_DEDICATED_ACCESS_KEY",
                    "AKIA",
                    "STOREWARD_DEDICATED_SECRET_KEY",
                    "s3cr3t");

    private static DedicatedBucketTemplate read(String url, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("STOREWARD_DEDICATED_URL", url);
        return SettingsReader.read(List.of(), environment).dedicated();
    }

    @Test
    void byDefaultEachTenantGetsAFolder() {
        DedicatedBucketTemplate template =
                SettingsReader.read(List.of(), Map.of("STOREWARD_DATA", "/srv/data")).dedicated();

        assertThat(template.common().connector()).isEqualTo("filesystem");
        assertThat(template.field()).isEqualTo("path");
        assertThat(template.start()).isEqualTo("/srv/data/objects/dedicated/archivus-tenant-");
    }

    @Test
    void bucketsAreNamedByThePrefixAndReachedWithTheOperatorsKeys() {
        DedicatedBucketTemplate template =
                read("s3://?endpoint=https://minio.test:9000&region=eu&bucket_prefix=acme-", KEYS);

        assertThat(template.common().settings())
                .isEqualTo(Map.of("endpoint", "https://minio.test:9000", "region", "eu"));
        assertThat(template.field()).isEqualTo("bucket");
        assertThat(template.start()).isEqualTo("acme-");
        assertThat(template.credential().get("secret_key").reveal()).isEqualTo("s3cr3t");
    }

    @Test
    void withoutKeysBucketsAreReachedAsThisProcess() {
        DedicatedBucketTemplate template = read("s3://?region=eu-central-1", Map.of());

        assertThat(template.common().get("own_identity")).isEqualTo("true");
        assertThat(template.start()).isEqualTo("archivus-tenant-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket?region=eu",
                "s3://?secret_key=s3cr3t",
                "s3://?own_identity=true",
                "s3://?path_style=yes",
                "s3://?region",
                "s3://?region=a&region=b",
                "s3://?bucket_prefix=",
                "s3://?bucket_prefix=Acme",
                "s3://?bucket_prefix=-acme",
                "s3://?bucket_prefix=xn--acme",
                "s3://?bucket_prefix=a.b",
                "s3://?bucket_prefix=twenty-eight-characters-long",
                "gs://bucket",
                "somewhere"
            })
    void whatNamesNoPlaceForBucketsEndsTheStart(String url) {
        assertThatThrownBy(() -> read(url, KEYS))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("STOREWARD_DEDICATED_URL")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void oneKeyAloneEndsTheStart() {
        assertThatThrownBy(() -> read("s3://", Map.of("STOREWARD_DEDICATED_ACCESS_KEY", "AKIA")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("STOREWARD_DEDICATED_SECRET_KEY");
    }
}
