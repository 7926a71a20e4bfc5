package dev.storeward.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which entries a list of origins can have, and which of them allow an origin. */
class WebOriginTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "https://app.example.com",
                "http://localhost:3000",
                "http://127.0.0.1:8080",
                "http://[::1]:8080",
                "https://*.example.com",
                "https://*.example.com:8443",
                "https://xn--bcher-kva.example",
                "capacitor://localhost",
                "chrome-extension://abcdefghijklmnop"
            })
    void canBeAllowed(String entry) {
        assertThat(WebOrigin.complaint(entry)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "**",
                "app.example.com",
                "https://",
                "https://App.example.com",
                "https://app.example.com/",
                "https://app.example.com.",
                "https://app.example.com:443",
                "http://app.example.com:80",
                "https://app.example.com:0",
                "https://app.example.com:65536",
                "https://user@app.example.com",
                "https://*",
                "https://*.com",
                "https://*.*.example.com",
                "https://a.*.example.com",
                "https://*example.com",
                "https://*.0.0.1",
                "https://*.[::1]",
                "*://app.example.com",
                "https://büch.example",
                "https://a b.example",
                "javascript:alert(1)"
            })
    void canNot(String entry) {
        assertThat(WebOrigin.complaint(entry)).isPresent();
    }

    @Test
    void anOriginIsAllowedByItselfAndByTheDomainsAboveIt() {
        assertThat(WebOrigin.entriesFor("https://a.b.example.com:8443"))
                .containsExactly(
                        "*",
                        "https://a.b.example.com:8443",
                        "https://*.b.example.com:8443",
                        "https://*.example.com:8443",
                        "https://*.com:8443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "", "https://*.example.com", "https://A.example.com", "https://a."})
    void whatIsNoneIsAllowedWhereAllAre(String sent) {
        assertThat(WebOrigin.entriesFor(sent)).containsExactly("*");
        assertThat(new AllowedOrigins(List.of("*"), 1).allows(sent)).isTrue();
        assertThat(new AllowedOrigins(List.of(), 1).allows(sent)).isFalse();
    }
}
