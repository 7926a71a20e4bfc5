package dev.storeward.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.architecture.Sources.Source;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A header with one value is read by {@code SingleHeader}, which does not choose among several. */
class SingleHeadersTest {
    private static final Pattern FIRST_OF_SEVERAL =
            Pattern.compile(
                    "\\b(getHeader|getDateHeader|getIntHeader|getContentType|firstHeader)\\s*\\(|@RequestHeader\\b");

    @Test
    @DisplayName("no header of a request is read as the first of several")
    void noneIsTheFirstOfSeveral() {
        assertThat(Sources.breaches(SingleHeadersTest::isBound, SingleHeadersTest::reads))
                .isEmpty();
    }

    @ParameterizedTest
    @DisplayName("a class that takes the first of several is refused")
    @ValueSource(
            strings = {
                "request.getHeader(\"X-Tenant\")",
                "use(request::getHeader)",
                "request.getContentType()",
                "request.headers().firstHeader(\"Range\")",
                "get(@RequestHeader String range)"
            })
    void readersAreRefused(String code) {
        Source planted =
                new Source(
                        "server/src/main/java/dev/storeward/server/api/files/Planted.java", code);
        assertThat(isBound(planted)).isTrue();
        assertThat(reads(planted)).isNotEmpty();
    }

    private static boolean isBound(Source source) {
        return source.module().equals("server");
    }

    private static List<String> reads(Source source) {
        return Sources.matches(FIRST_OF_SEVERAL, source.code().replaceAll("::(\\w+)", ".$1("));
    }
}
