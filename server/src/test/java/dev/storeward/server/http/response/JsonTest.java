package dev.storeward.server.http.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a body may hold, and what is said where it holds something else. */
class JsonTest {
    private static final String LONG = "9".repeat(2000);

    record Body(
            @Nullable Long quotaBytes,
            @Nullable Integer concurrency,
            @Nullable String name,
            @Nullable Boolean plan,
            @Nullable UUID id,
            @Nullable List<String> categories,
            @Nullable List<Body> rules,
            @Nullable Body window) {}

    record Nothing() {}

    private final Json json = new Json();

    @Test
    void whatFitsIsRead() {
        Body body =
                json.parse(
                        bytes(
                                """
                                {"quota_bytes":9223372036854775807,"concurrency":-1,"name":"5",
                                 "plan":false,"categories":["a"],"window":{"name":null}}
                                """),
                        Body.class);

        assertThat(body.quotaBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(body.concurrency()).isEqualTo(-1);
        assertThat(body.name()).isEqualTo("5");
        assertThat(body.plan()).isFalse();
        assertThat(body.categories()).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'quota_bytes':-0.5} | quota_bytes | Must be a whole number.",
                "{'quota_bytes':1.5} | quota_bytes | Must be a whole number.",
                "{'quota_bytes':1e3} | quota_bytes | Must be a whole number.",
                "{'quota_bytes':'5'} | quota_bytes | Must be a whole number.",
                "{'quota_bytes':''} | quota_bytes | Must be a whole number.",
                "{'quota_bytes':true} | quota_bytes | Must be a whole number.",
                "{'concurrency':1.9} | concurrency | Must be a whole number.",
                "{'quota_bytes':9223372036854775808} | quota_bytes | Must be a whole number of at most 9223372036854775807.",
                "{'window':{'concurrency':3000000000}} | window.concurrency | Must be a whole number of at most 2147483647.",
                "{'name':5} | name | Must be a string.",
                "{'name':5.5} | name | Must be a string.",
                "{'name':true} | name | Must be a string.",
                "{'name':['x']} | name | Must be a string.",
                "{'categories':[1]} | categories[0] | Must be a string.",
                "{'categories':'x'} | categories | Must be a list.",
                "{'plan':0} | plan | Must be true or false.",
                "{'plan':''} | plan | Must be true or false.",
                "{'plan':'true'} | plan | Must be true or false.",
                "{'id':'x'} | id | Must be a UUID.",
                "{'id':5} | id | Must be a UUID.",
                "{'id':''} | id | Must be a UUID.",
                "{'window':''} | window | Must be an object.",
                "{'rules':[{},7]} | rules[1] | Must be an object.",
                "[] | body | A JSON object is required.",
                "5 | body | A JSON object is required.",
                "{'name': | body | Is not valid JSON."
            })
    void noValueIsTakenForOneOfAnotherKind(String body, String field, String message) {
        assertThat(refusal(() -> json.parse(bytes(body.replace('\'', '"')), Body.class)))
                .isEqualTo(Problem.invalid(field, message));
    }

    @Test
    void aNumberOfAnyLengthNamesItsField() {
        assertThat(
                        refusal(() ->
                                json.parse(
                                        bytes("{\"rules\":[{\"quota_bytes\":" + LONG + "}]}"),
                                        Body.class)))
                .isEqualTo(
                        Problem.invalid(
                                "rules[0].quota_bytes",
                                "Holds a number or text that is too long, or nests too deeply."));
    }

    @Test
    void anUnknownFieldIsAnsweredWithThoseThereAre() {
        assertThat(refusal(() -> json.parse(bytes("{\"window\":{\"nme\":1}}"), Body.class)))
                .isEqualTo(
                        Problem.invalid(
                                "window.nme",
                                "Unknown field. The fields are categories, concurrency, id, name,"
                                        + " plan, quota_bytes, rules, window."));
        assertThat(refusal(() -> json.parse(bytes("{\"key\":1}"), Nothing.class)))
                .isEqualTo(Problem.invalid("key", "Unknown field. No fields are taken here."));
    }

    private static Problem refusal(ThrowableAssert.ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        return ((ProblemException) thrown).problem();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
