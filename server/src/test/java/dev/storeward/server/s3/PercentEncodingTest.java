package dev.storeward.server.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {

    @ParameterizedTest
    @DisplayName("keys in lists are spelled as clients read them")
    @CsvSource({
        "foo+1/bar, foo%2B1/bar",
        "quux ab/thud, quux%20ab/thud",
        "a~b-c_d.e*, a~b-c_d.e%2A",
        "é😀, %C3%A9%F0%9F%98%80",
        "'a\u0001\r\n', a%01%0D%0A"
    })
    void keys(String key, String encoded) {
        assertThat(PercentEncoding.encodeKey(key)).isEqualTo(encoded);
    }

    @ParameterizedTest
    @DisplayName("a path has one spelling and keeps its dots and slashes")
    @CsvSource({
        "/a%2fb, /a/b",
        "/a%2520b, /a%2520b",
        "//a/./../%7E, //a/./../~",
        "/a+b%2Bc, /a%2Bb%2Bc",
        "/\u00e9, /%E9",
        "/%c3%a9, /%C3%A9"
    })
    void paths(String raw, String respelled) {
        assertThat(PercentEncoding.respelledPath(raw)).isEqualTo(respelled);
        assertThat(PercentEncoding.respelledPath(respelled)).isEqualTo(respelled);
    }

    @Test
    @DisplayName("what is encoded is decoded to the same bytes")
    void bothWays() {
        byte[] bytes = new byte[64];
        for (int seed = 0; seed < 1_000; seed++) {
            new Random(seed).nextBytes(bytes);
            boolean slashes = seed % 2 == 0;
            assertThat(PercentEncoding.decode(PercentEncoding.encode(bytes, slashes), slashes))
                    .isEqualTo(bytes);
        }
        assertThat(PercentEncoding.decode("a+b", true)).isEqualTo("a b".getBytes(UTF_8));
        assertThat(PercentEncoding.decode("a+b", false)).isEqualTo("a+b".getBytes(UTF_8));
    }

    @ParameterizedTest
    @DisplayName("half an escape, and what is no byte, is no address")
    @ValueSource(strings = {"%", "%4", "a%", "%zz", "%4g", "%+1", "\u0141"})
    void malformed(String raw) {
        assertThatThrownBy(() -> PercentEncoding.decode(raw, false))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3Code.INVALID_URI));
    }
}
