package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must hold of an object before it is read, replaced or copied. */
@ExtendWith(SharedServers.class)
class S3ConditionsTest {
    private static final String MD5_OF_HELLO = "5d41402abc4b2a76b9719d911017c592";

    private static S3User user;
    private static String bucket;
    private static String path;

    @BeforeAll
    static void start() {
        RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        user = S3User.on(server);
        bucket = user.whole();
        path = "/" + bucket + "/read";
        user.send("PUT", path, "hello");
    }

    @ParameterizedTest
    @CsvSource({
        "If-Match, '\"5d41402abc4b2a76b9719d911017c592\"', 200",
        "If-Match, 5d41402abc4b2a76b9719d911017c592, 200",
        "If-Match, '\"ABCORZ\", \"5d41402abc4b2a76b9719d911017c592\"', 200",
        "If-Match, *, 200",
        "If-Match, '\"ABCORZ\"', 412 PreconditionFailed",
        "If-None-Match, '\"5d41402abc4b2a76b9719d911017c592\"', 304",
        "If-None-Match, 5d41402abc4b2a76b9719d911017c592, 304",
        "If-None-Match, ABCORZ, 200",
        "If-Modified-Since, 'Sat, 29 Oct 1994 19:43:31 GMT', 200",
        "If-Modified-Since, 'Sat, 29 Oct 2044 19:43:31 GMT', 304",
        "If-Unmodified-Since, 'Sat, 29 Oct 1994 19:43:31 GMT', 412 PreconditionFailed",
        "If-Unmodified-Since, 'Sat, 29 Oct 2044 19:43:31 GMT', 200",
    })
    void ofARead(String header, String value, String expected) {
        Answer answer = user.send("GET", path, "", header, value);

        assertThat(refusal(answer)).isEqualTo(expected);
        if (answer.status() == 200) {
            assertThat(answer.text()).isEqualTo("hello");
        }
        assertThat(answer.header("ETag")).isEqualTo('"' + MD5_OF_HELLO + '"');
        assertThat(user.send("HEAD", path, "", header, value).status()).isEqualTo(answer.status());
    }

    @Test
    void ofAPutThatMustFindNothing() {
        String key = "/" + bucket + "/absent";

        assertThat(user.send("PUT", key, "one", "If-None-Match", "*").status()).isEqualTo(200);
        assertThat(refusal(user.send("PUT", key, "two", "If-None-Match", "*")))
                .isEqualTo("412 PreconditionFailed");
        assertThat(user.send("GET", key, "").text()).isEqualTo("one");
    }

    @Test
    void ofAPutThatMustNotFindWhatItKnows() {
        String key = "/" + bucket + "/unlike";
        String one = user.send("PUT", key, "one", "If-None-Match", "\"ABCORZ\"").header("ETag");

        assertThat(refusal(user.send("PUT", key, "two", "If-None-Match", one)))
                .isEqualTo("412 PreconditionFailed");
        assertThat(user.send("GET", key, "").text()).isEqualTo("one");
        assertThat(user.send("PUT", key, "two", "If-None-Match", "\"ABCORZ\"").status())
                .isEqualTo(200);
        assertThat(user.send("GET", key, "").text()).isEqualTo("two");
    }

    @Test
    void ofAPutThatMustFindWhatItKnows() {
        String key = "/" + bucket + "/known";
        assertThat(refusal(user.send("PUT", key, "x", "If-Match", "\"ABCORZ\"")))
                .isEqualTo("404 NoSuchKey");
        assertThat(refusal(user.send("PUT", key, "x", "If-Match", "*"))).isEqualTo("404 NoSuchKey");
        String one = user.send("PUT", key, "one").header("ETag");

        assertThat(refusal(user.send("PUT", key, "two", "If-Match", "\"ABCORZ\"")))
                .isEqualTo("412 PreconditionFailed");
        assertThat(user.send("PUT", key, "two", "If-Match", one).status()).isEqualTo(200);
        assertThat(refusal(user.send("PUT", key, "three", "If-Match", one)))
                .isEqualTo("412 PreconditionFailed");
        assertThat(user.send("GET", key, "").text()).isEqualTo("two");
    }

    @ParameterizedTest
    @CsvSource({
        "If-Modified-Since, 'Sat, 29 Oct 1994 19:43:31 GMT'",
        "If-Unmodified-Since, 'Sat, 29 Oct 2044 19:43:31 GMT'",
    })
    void ofAPutThatS3HasNot(String header, String value) {
        assertThat(refusal(user.send("PUT", path, "other", header, value)))
                .isEqualTo("501 NotImplemented");
        assertThat(user.send("GET", path, "").text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource({
        "If-Match, '\"ABCORZ\"', 412 PreconditionFailed",
        "x-amz-if-match-size, 6, 412 PreconditionFailed",
        "x-amz-if-match-size, -5, 400 InvalidArgument",
        "x-amz-if-match-last-modified-time, 'Thu, 01 Jan 2015 00:00:00 GMT', 412 PreconditionFailed",
        "x-amz-if-match-last-modified-time, 2015-01-01T00:00:00Z, 412 PreconditionFailed",
        "x-amz-if-match-last-modified-time, yesterday, 400 InvalidArgument",
    })
    void ofADeleteThatDoesNotHold(String header, String value, String expected) {
        assertThat(refusal(user.send("DELETE", path, "", header, value))).isEqualTo(expected);
        assertThat(user.send("GET", path, "").text()).isEqualTo("hello");
    }

    @Test
    void ofADeleteThatHolds() {
        String key = "/" + bucket + "/to-delete";
        List<UnaryOperator<String>> conditions =
                List.of(
                        time -> "If-Match *",
                        time -> "If-Match " + MD5_OF_HELLO,
                        time -> "x-amz-if-match-size 5",
                        time -> "x-amz-if-match-last-modified-time " + time);
        for (UnaryOperator<String> condition : conditions) {
            String[] header = condition.apply(put(key).header("Last-Modified")).split(" ", 2);

            assertThat(user.send("DELETE", key, "", header).status()).as(header[0]).isEqualTo(204);
            assertThat(user.send("HEAD", key, "").status()).isEqualTo(404);
        }
        // What is not there is gone already, whatever was to hold of it.
        assertThat(user.send("DELETE", key, "", "If-Match", "\"ABCORZ\"").status()).isEqualTo(204);
    }

    private static Answer put(String key) {
        user.send("PUT", key, "hello");
        return user.send("HEAD", key, "");
    }

    @ParameterizedTest
    @CsvSource({
        "match, '\"5d41402abc4b2a76b9719d911017c592\"', 200",
        "match, '\"ABCORZ\"', 412 PreconditionFailed",
        "none-match, '\"5d41402abc4b2a76b9719d911017c592\"', 412 PreconditionFailed",
        "none-match, '\"ABCORZ\"', 200",
        "modified-since, 'Sat, 29 Oct 1994 19:43:31 GMT', 200",
        "modified-since, 'Sat, 29 Oct 2044 19:43:31 GMT', 412 PreconditionFailed",
        "unmodified-since, 'Sat, 29 Oct 1994 19:43:31 GMT', 412 PreconditionFailed",
        "unmodified-since, 'Sat, 29 Oct 2044 19:43:31 GMT', 200",
    })
    void ofTheSourceOfACopy(String name, String value, String expected) {
        Answer answer =
                user.send(
                        "PUT",
                        "/" + bucket + "/copy",
                        "",
                        "x-amz-copy-source",
                        bucket + "/read",
                        "x-amz-copy-source-if-" + name,
                        value);

        assertThat(refusal(answer)).isEqualTo(expected);
    }

    @Test
    void aMatchingTagOutweighsATime() {
        Answer copied =
                user.send(
                        "PUT",
                        "/" + bucket + "/copy",
                        "",
                        "x-amz-copy-source",
                        bucket + "/read",
                        "x-amz-copy-source-if-match",
                        MD5_OF_HELLO,
                        "x-amz-copy-source-if-unmodified-since",
                        "Sat, 29 Oct 1994 19:43:31 GMT");
        assertThat(copied.status()).isEqualTo(200);

        Answer refused =
                user.send(
                        "PUT",
                        "/" + bucket + "/copy",
                        "",
                        "x-amz-copy-source",
                        bucket + "/read",
                        "x-amz-copy-source-if-none-match",
                        MD5_OF_HELLO,
                        "x-amz-copy-source-if-modified-since",
                        "Sat, 29 Oct 1994 19:43:31 GMT");
        assertThat(refusal(refused)).isEqualTo("412 PreconditionFailed");
    }
}
