package dev.storeward.server.api.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that no column can hold, or no number is, are the client's mistake and never ours. */
class WrongValuesTest {
    private static final String BASE = "/api/v1/storage";

    private static RunningServer server;

    private Http http;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void newMember() {
        http = new Http(server, server.member(1 << 20).key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file_name=a.txt&storage_key=%00",
                "file_name=a%00.txt",
                "file_name=a.txt&path=b%00c",
                "file_name=a.txt&file_category=%00",
                "file_name=%FF%FE"
            })
    void anUploadNamesWhatIsWrong(String query) {
        for (String[] headers : new String[][] {{}, {"Idempotency-Key", "k" + query.hashCode()}}) {
            Answer answer = http.upload(query, new byte[] {1}, headers);
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.json().get("error").get("code").asString())
                    .isEqualTo("VALIDATION_ERROR");
        }
        assertThat(http.get(BASE + "/usage").json().get("data").get("used_bytes").asLong())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files?page=0",
                "/files?page=99999999999999999999",
                "/files?page=x",
                "/files?page_size=101",
                "/files?file_category=other",
                "/files?cursor=nonsense",
                "/files?cursor=%00",
                "/usage?recalculate=maybe",
                "/buckets/shared/objects?prefix=a%00",
                "/buckets/shared/objects?recursive=x"
            })
    void aQueryNamesWhatIsWrong(String path) {
        Answer answer = http.get(BASE + path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().get("success").asBoolean()).isFalse();
    }

    @Test
    void aCursorFarOutsideAllTimeIsRefused() {
        for (Instant far : new Instant[] {Instant.MAX, Instant.MIN, Instant.ofEpochSecond(-1)}) {
            assertThat(status(cursor(far.getEpochSecond(), 0))).as(far.toString()).isEqualTo(400);
        }
    }

    @Test
    void aCursorHasOneSpelling() {
        String cursor = cursor(1_700_000_000L, 0);

        assertThat(status(cursor)).isEqualTo(200);
        assertThat(status(cursor + "==")).isEqualTo(400);
        assertThat(status(cursor.substring(0, cursor.length() - 1) + "h")).isEqualTo(400);
        assertThat(status(cursor(1_699_999_999L, 1_000_000_000))).isEqualTo(400);
    }

    private static String cursor(long second, int nano) {
        ByteBuffer bytes = ByteBuffer.allocate(28).putLong(second).putInt(nano);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes.putLong(1).putLong(2).array());
    }

    private int status(String cursor) {
        return http.get(BASE + "/files?cursor=" + cursor).status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "604801", "-1", "1.5", "abc"})
    void aLinksLifeIsOneSecondToSevenDays(String seconds) {
        String name =
                http.upload("file_name=a.txt", new byte[] {1})
                        .json()
                        .get("data")
                        .get("file_path")
                        .asString();
        Answer answer =
                http.get(BASE + "/objects/" + name + "/presigned-url?expires_seconds=" + seconds);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("message").asString()).contains("expires_seconds");
    }
}
