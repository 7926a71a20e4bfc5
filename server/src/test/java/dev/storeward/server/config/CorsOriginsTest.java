package dev.storeward.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The origins that the operator allows for every tenant. */
class CorsOriginsTest {
    private static List<String> read(Map<String, String> environment) {
        return SettingsReader.read(List.of(), environment).network().corsOrigins();
    }

    @Test
    void thereAreNoneUnlessTheyAreNamed() {
        assertThat(read(Map.of())).isEmpty();
        assertThat(
                        read(
                                Map.of(
                                        "STOREWARD_CORS_ORIGINS",
                                        "https://a.example, https://*.b.example,https://a.example")))
                .containsExactly("https://a.example", "https://*.b.example");
    }

    @Test
    void whatNoBrowserSendsEndsTheStart() {
        assertThatThrownBy(() -> read(Map.of("STOREWARD_CORS_ORIGINS", "https://a.example/")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(
                        "STOREWARD_CORS_ORIGINS: https://a.example/: Must be an origin");
    }
}
