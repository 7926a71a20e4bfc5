package dev.storeward.server.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.s3.S3Code;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresignedRefusalsTest {
    private static final Map<String, String> RIGHT =
            Map.of(
                    "X-Amz-Algorithm",
                    "AWS4-HMAC-SHA256",
                    "X-Amz-Credential",
                    Example.SCOPE.replace("/", "%2F"),
                    "X-Amz-Date",
                    "20130524T000000Z",
                    "X-Amz-Expires",
                    "86400",
                    "X-Amz-SignedHeaders",
                    "host",
                    "X-Amz-Signature",
                    "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");

    private static Example with(Map<String, String> query) {
        return new Example("GET", "/test.txt")
                .query(
                        query.entrySet().stream()
                                .map(p -> p.getKey() + "=" + p.getValue())
                                .collect(Collectors.joining("&")));
    }

    private static S3Code changed(String name, String value) {
        Map<String, String> query = new TreeMap<>(RIGHT);
        query.put(name, value);
        return with(query).refusal().code();
    }

    @Test
    @DisplayName("every part of the claim must be there, once")
    void partsOfTheClaim() {
        assertThat(with(RIGHT).verified().accessKeyId()).isEqualTo(Example.KEY_ID);
        for (String name : RIGHT.keySet()) {
            Map<String, String> without = new TreeMap<>(RIGHT);
            without.remove(name);
            assertThat(with(without).refusal().code())
                    .as(name)
                    .isEqualTo(S3Code.AUTHORIZATION_QUERY_PARAMETERS_ERROR);
            assertThat(changed(name, RIGHT.get(name) + "&" + name + "=x"))
                    .as(name)
                    .isEqualTo(S3Code.AUTHORIZATION_QUERY_PARAMETERS_ERROR);
        }
    }

    @ParameterizedTest
    @DisplayName("a lifetime is 1 to 604800 seconds")
    @ValueSource(
            strings = {
                "0",
                "-1",
                "604801",
                "1.5",
                "x",
                "-",
                "%2B5",
                "99999999999999999999",
                "%D9%A3"
            })
    void lifetimes(String seconds) {
        assertThat(changed("X-Amz-Expires", seconds))
                .isEqualTo(S3Code.AUTHORIZATION_QUERY_PARAMETERS_ERROR);
    }

    @ParameterizedTest
    @DisplayName("a lifetime within the limits is signed like everything else")
    @ValueSource(strings = {"1", "604800", "086400"})
    void otherLifetimes(String seconds) {
        assertThat(changed("X-Amz-Expires", seconds)).isEqualTo(S3Code.SIGNATURE_DOES_NOT_MATCH);
    }

    @Test
    @DisplayName("another algorithm, service, date or day is refused as such")
    void otherClaims() {
        S3Code refused = S3Code.AUTHORIZATION_QUERY_PARAMETERS_ERROR;
        assertThat(changed("X-Amz-Algorithm", "AWS4-HMAC-SHA1")).isEqualTo(refused);
        assertThat(changed("X-Amz-Date", "2013-05-24T00:00:00Z")).isEqualTo(refused);
        assertThat(changed("X-Amz-Date", "Fri,%2024%20May%202013%2000:00:00%20GMT"))
                .isEqualTo(refused);
        assertThat(changed("X-Amz-Date", "20130523T235959Z")).isEqualTo(refused);
        assertThat(changed("X-Amz-Credential", Example.SCOPE.replace("s3", "sts")))
                .isEqualTo(refused);
        assertThat(changed("X-Amz-Credential", "a/b")).isEqualTo(refused);
    }

    @Test
    @DisplayName("what the address was not signed for is not done by it")
    void unsignedHeaders() {
        assertThat(with(RIGHT).with("x-amz-copy-source", "/other/key").refusal().code())
                .isEqualTo(S3Code.ACCESS_DENIED);
        assertThat(changed("x-amz-acl", "public-read")).isEqualTo(S3Code.SIGNATURE_DOES_NOT_MATCH);
    }

    @Test
    @DisplayName("an address from the future is not valid yet")
    void notYet() {
        assertThat(with(RIGHT).at(Example.TIME.minusSeconds(900)).verified().region())
                .isEqualTo("us-east-1");
        assertThat(with(RIGHT).at(Example.TIME.minusSeconds(901)).refusal().message())
                .isEqualTo("Request is not yet valid");
    }
}
