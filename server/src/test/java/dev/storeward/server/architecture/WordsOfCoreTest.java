package dev.storeward.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.architecture.Sources.Source;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The core speaks of what it does, in no API's words. {@code Idempotency-Key} is a concept. */
class WordsOfCoreTest {
    private static final Pattern OF_AN_API =
            Pattern.compile(
                    "\\b(GET|POST|PUT|PATCH|DELETE) +/|/api/|\\bX-[A-Z]|\\bs3://"
                            + "|\\bAuthorization:|\\bBearer\\b|\\bContent-Type\\b|\\bHTTP [1-5]\\d\\d\\b");

    @Test
    @DisplayName("no word of an HTTP API is in the core")
    void theCoreKnowsNoApi() {
        assertThat(
                        Sources.breaches(
                                source -> source.module().equals("core"), WordsOfCoreTest::words))
                .isEmpty();
    }

    @ParameterizedTest
    @DisplayName("an address, a header and a scheme are refused")
    @ValueSource(
            strings = {
                "\"Nothing is stored unless GET /files shows it.\"",
                "Choose another with PUT /api/v1/platform/tenants.",
                "\"X-Tenant\"",
                "\"s3://\" + bucket",
                "Authorization: KEY"
            })
    void wordsOfAnApiAreRefused(String text) {
        assertThat(words(new Source("Planted.java", text))).isNotEmpty();
    }

    private static List<String> words(Source source) {
        return Sources.matches(OF_AN_API, source.text());
    }
}
