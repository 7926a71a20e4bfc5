package dev.storeward.server.s3.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.testkit.Mutants;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDocumentsTest {
    @ParameterizedTest
    @DisplayName("a document that is no policy is refused")
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"conditions\":[]}",
                "{\"expiration\":\"2015-12-30T12:00:00Z\"}",
                "{\"EXPIRATION\":\"2015-12-30T12:00:00Z\",\"conditions\":[]}",
                "{\"expiration\":\"2015-12-30T12:00:00Z\",\"CONDITIONS\":[]}",
                "{\"expiration\":\"2015-12-30 12:00:00+00:00\",\"conditions\":[]}",
                "{\"expiration\":1,\"conditions\":[]}",
                "{\"expiration\":\"2015-12-30T12:00:00Z\",\"conditions\":{}}",
                "{\"expiration\":\"2015-12-30T12:00:00Z\",\"conditions\":[]} x",
                "{\"expiration\":\"2015-12-30T12:00:00Z\",\"conditions\":[],\"conditions\":[]}"
            })
    void otherDocuments(String policy) {
        Map<String, String> fields = Forms.signed(policy);
        S3Code expected = policy.isEmpty() ? S3Code.ACCESS_DENIED : S3Code.INVALID_POLICY_DOCUMENT;
        assertThat(Forms.refusal(fields).code()).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("a condition that is none is refused")
    @ValueSource(
            strings = {
                "{}",
                "1",
                "[]",
                "{\"acl\":1}",
                "{\"acl\":[\"a\"]}",
                "[\"eq\",\"acl\",\"a\"]",
                "[\"eq\",\"$\",\"a\"]",
                "[\"eq\",\"$acl\"]",
                "[\"eq\",\"$acl\",\"a\",\"b\"]",
                "[\"ends-with\",\"$acl\",\"a\"]",
                "[1,\"$acl\",\"a\"]",
                "[\"content-length-range\",0]",
                "[\"content-length-range\",-1,0]",
                "[\"content-length-range\",2,1]",
                "[\"content-length-range\",0,1.5]",
                "[\"content-length-range\",0,1e3]",
                "[\"content-length-range\",0,99999999999999999999]",
                "[\"content-length-range\",\"a\",\"b\"]"
            })
    void otherConditions(String condition) {
        assertThat(Forms.refusal(Forms.form("[" + condition + "]")).code())
                .isEqualTo(S3Code.INVALID_POLICY_DOCUMENT);
    }

    @Test
    @DisplayName("whatever is signed is a policy or refused by a code of its own")
    void anything() {
        Set<S3Code> refusals = Set.of(S3Code.INVALID_POLICY_DOCUMENT, S3Code.ACCESS_DENIED);
        Mutants.of(PolicyDocumentsTest.class, "policies.txt")
                .play(
                        5_000,
                        policy -> {
                            try {
                                assertThat(
                                                Forms.verified(Forms.signed(policy), "b", Forms.NOW)
                                                        .key())
                                        .isEqualTo("foo.txt");
                            } catch (S3Exception e) {
                                assertThat(refusals).contains(e.code());
                            }
                        });
    }

    @Test
    @DisplayName("a file is held to its sizes")
    void sizes() throws IOException {
        SizeRange range = new SizeRange(3, 5);
        for (int size = 3; size <= 5; size++) {
            assertThat(range.hold(new ByteArrayInputStream(new byte[size])).readAllBytes())
                    .hasSize(size);
        }
        assertThatThrownBy(() -> range.hold(new ByteArrayInputStream(new byte[6])).readAllBytes())
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(S3Code.ENTITY_TOO_LARGE);
                            assertThat(e.details()).containsEntry("MaxSizeAllowed", "5");
                        });
        assertThatThrownBy(() -> range.hold(new ByteArrayInputStream(new byte[2])).readAllBytes())
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(S3Code.ENTITY_TOO_SMALL);
                            assertThat(e.details()).containsEntry("MinSizeAllowed", "3");
                        });
    }
}
