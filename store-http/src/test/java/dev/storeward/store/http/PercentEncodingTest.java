package dev.storeward.store.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PercentEncodingTest {

    @ParameterizedTest
    @CsvSource({
        "a/B-1._~, a/B-1._~, a%2FB-1._~",
        "a b+%.txt, a%20b%2B%25.txt, a%20b%2B%25.txt",
        "ü/€, %C3%BC/%E2%82%AC, %C3%BC%2F%E2%82%AC",
        "😀, %F0%9F%98%80, %F0%9F%98%80"
    })
    void everyByteIsEscapedButTheFewThatNeedItNever(String text, String path, String segment) {
        assertThat(PercentEncoding.path(text)).isEqualTo(path);
        assertThat(PercentEncoding.of(text)).isEqualTo(segment);
    }
}
