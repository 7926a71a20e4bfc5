package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.Http.Part;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rules send new files to backends by what the files are. */
class PlacementRulesTest extends PlacementFixture {
    @Test
    void rulesAreToldAsTheyWereSet() {
        String big = backend("big");
        String rules =
                """
                {"min_size":1000,"max_size":2000,"categories":["general"],"content_types":["image/*","text/csv"],
                 "region_hints":["eu-central"],"backend_id":"%s"},
                {"content_types":["image/png"],"backend_id":"shared"}
                """
                        .formatted(big);

        JsonNode put = rules(rules);

        assertThat(put.path("rules").toString())
                .isEqualTo(
                        "[{\"min_size\":1000,\"max_size\":2000,\"categories\":[\"general\"],"
                                + "\"content_types\":[\"image/*\",\"text/csv\"],\"region_hints\":[\"eu-central\"],"
                                + "\"backend_id\":\""
                                + big
                                + "\"},{\"content_types\":[\"image/png\"],\"backend_id\":\"shared\"}]");
        assertThat(supervisor.expect(200, supervisor.get(placement))).isEqualTo(put);
        assertThat(supervisor.expect(200, supervisor.put(placement, "{}")).path("rules")).isEmpty();
    }

    @Test
    void theFirstRuleThatTakesAFileDecidesWhereItLies() {
        String pictures = backend("pictures");
        String europe = backend("europe");
        String large = backend("large");
        rules(
                """
                {"region_hints":["eu"],"backend_id":"%s"},
                {"content_types":["image/*"],"backend_id":"%s"},
                {"min_size":300000,"backend_id":"%s"}
                """
                        .formatted(europe, pictures, large));

        assertThat(placeOf(http.upload("file_name=a.csv", CSV))).isEqualTo("shared");
        assertThat(placeOf(http.upload("file_name=a.csv", PNG))).isEqualTo("pictures");
        assertThat(placeOf(http.upload("file_name=a.png&region=EU", PNG))).isEqualTo("europe");
        assertThat(placeOf(http.upload("file_name=a.csv&region=us", CSV))).isEqualTo("shared");
        assertThat(placeOf(http.upload("file_name=a.bin", new byte[300_000]))).isEqualTo("large");
        assertThat(placeOf(http.upload("file_name=a.bin", new byte[299_999]))).isEqualTo("shared");
        assertThat(placeOf(http.upload("file_name=a.png&storage_key=shared", PNG)))
                .isEqualTo("shared");
    }

    @Test
    void aFormMayNameTheRegionBeforeTheFileOnly() {
        rules("{\"region_hints\":[\"eu\"],\"backend_id\":\"%s\"}".formatted(backend("europe")));
        Part file = Part.file("a.csv", CSV);
        Part region = Part.field("region", "eu");

        assertThat(placeOf(http.uploadForm(List.of(region, file)))).isEqualTo("europe");
        Answer late = http.uploadForm(List.of(file, region));
        assertThat(late.status()).isEqualTo(400);
        assertThat(late.json().path("error").path("message").stringValue())
                .contains("region: Came after the file");
        Answer wrong = http.upload("file_name=a.csv&region=e%2Fu", CSV);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("region: Must be 1 to 63 letters, digits and hyphens");
    }

    @Test
    void aSizeThatNobodyAnnouncedMeetsNoUpperBound() {
        rules(
                "{\"max_size\":9000000,\"backend_id\":\"%s\"},{\"min_size\":200000,\"backend_id\":\"%s\"}"
                        .formatted(backend("small"), backend("large")));
        byte[] bytes = new byte[400_000];

        assertThat(placeOf(http.upload("file_name=a.bin", bytes))).isEqualTo("small");
        assertThat(
                        placeOf(
                                http.send(
                                        "POST",
                                        "/api/v1/storage/upload?file_name=a.bin",
                                        BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(bytes)),
                                        "Content-Type",
                                        "application/octet-stream")))
                .isEqualTo("large");
    }

    @Test
    void wrongRulesAreNamedByTheirPosition() {
        String strange = new PlacementRulesTest().andTheirBackend();
        Answer refused =
                supervisor.put(
                        placement,
                        """
                        {"rules":[{"content_types":["text/csv"],"backend_id":"shared"},
                         {"backend_id":"x","categories":["y"]},{"min_size":1,"backend_id":"shared"},null]}
                        """);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors").propertyNames())
                .containsExactly("rules[1].categories", "rules[1].backend_id", "rules[3]");

        assertThat(wrongFields("{\"rules\":[{\"min_size\":\"a\",\"backend_id\":\"shared\"}]}"))
                .containsExactly("rules[0].min_size");
        assertThat(wrongFields("{\"rules\":[{\"min_size\":-5,\"backend_id\":\"shared\"}]}"))
                .containsExactly("rules[0].min_size");
        assertThat(wrongFields("{\"rules\":[{\"max\":5}]}")).containsExactly("rules[0].max");
        assertThat(
                        wrongFields(
                                "{\"rules\":[{\"min_size\":5,\"backend_id\":\"%s\"}]}"
                                        .formatted(strange)))
                .containsExactly("rules[0].backend_id");
        assertThat(supervisor.get(placement).json().path("rules")).isEmpty();
    }

    private List<String> wrongFields(String body) {
        Answer refused = supervisor.put(placement, body);
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        return refused.json().path("errors").propertyNames().stream().toList();
    }

    /** A backend of another tenant. */
    private String andTheirBackend() {
        newTenant();
        return backend("theirs");
    }
}
