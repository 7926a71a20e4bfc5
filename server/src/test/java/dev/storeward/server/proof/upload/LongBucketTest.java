package dev.storeward.server.proof.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.SharedServers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * A bucket with more files than one answer holds, in folders and among files that lie elsewhere.
 */
@ExtendWith(SharedServers.class)
class LongBucketTest {
    private static final String OBJECTS = "/api/v1/storage/buckets/shared/objects";
    private static final int FILES = 2_500;

    private static Http http;
    private static String folder;

    @BeforeAll
    static void files() {
        RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        Member member = server.member(1L << 30);
        folder = member.folder();
        http = new Http(server, member.key());
        assertThat(http.upload("file_name=zz.txt", new byte[3]).status()).isEqualTo(201);
        // Copies of its rows: a thousand in each of the folders a and c of the bucket, and between
        // them 500 in b that lie in another place.
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                WITH one AS (SELECT f.*, o.location_id, o.node_id, o.format, o.key_id, o.header,
                                               o.stored_size, o.stored_sha256
                                             FROM file f JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                                             WHERE f.user_id = ?),
                                made AS (SELECT g, gen_random_uuid() AS id, gen_random_uuid() AS object_id,
                                           gen_random_uuid() AS content_id,
                                           CASE WHEN g <= 1000 THEN 'a' WHEN g <= 1500 THEN 'b' ELSE 'c' END AS folder
                                         FROM generate_series(1, ?) g),
                                placed AS (
                                  INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token,
                                    format, key_id, header, charged, stored_size, stored_sha256, created_at, deadline)
                                  SELECT one.tenant_id, made.object_id, made.content_id,
                                    CASE WHEN folder = 'b' THEN gen_random_uuid() ELSE one.location_id END,
                                    'planted/' || made.object_id, 'live', one.node_id, gen_random_uuid(), one.format,
                                    one.key_id, one.header, 0, one.stored_size, one.stored_sha256, sw_now(), sw_now()
                                  FROM one, made RETURNING 1)
                                INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type, size,
                                  plain_sha256, content_id, object_id, uploaded_at)
                                SELECT one.tenant_id, made.id, one.user_id,
                                  ? || folder || '/' || lpad(g::text, 5, '0'), one.name, one.category,
                                  one.content_type, one.size, one.plain_sha256, made.content_id, made.object_id, sw_now()
                                FROM one, made
                                """,
                                member.userId(),
                                FILES,
                                member.folder()));
    }

    private static JsonNode list(String query) {
        Http.Answer answer = http.get(OBJECTS + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> names(JsonNode answer) {
        List<String> names = new ArrayList<>();
        answer.at("/data/objects")
                .forEach(object -> {
                    String name = object.get("name").asString();
                    names.add(name.substring(folder.length()));
                });
        return names;
    }

    @Test
    void whoAsksForNoPagesIsToldThatThereAreMore() {
        JsonNode answer = list("");

        assertThat(names(answer)).hasSize(1_000).startsWith("a/00001").endsWith("a/01000");
        assertThat(answer.get("message").asString())
                .isEqualTo(
                        "The first 1,000 objects retrieved. Ask for limit=1000 to be told the"
                                + " next_cursor.");
    }

    @Test
    void pagesHoldEveryFileOfTheBucketOnceAndNoneOfAnother() {
        List<Integer> sizes = new ArrayList<>();
        List<String> walked = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = list("?limit=900&cursor=" + cursor);
            sizes.add(names(page).size());
            walked.addAll(names(page));
            cursor = page.at("/data/next_cursor").asString("");
        } while (!cursor.isEmpty());

        assertThat(sizes).containsExactly(900, 900, 201);
        assertThat(walked).doesNotHaveDuplicates().isSorted().noneMatch(n -> n.startsWith("b/"));
    }

    @Test
    void aFolderOfThousandFilesIsOneEntry() {
        assertThat(names(list("?recursive=false"))).hasSize(3).startsWith("a/", "c/");
        JsonNode second = list("?recursive=false&limit=1");
        String cursor = second.at("/data/next_cursor").asString();
        assertThat(names(list("?recursive=false&limit=1&cursor=" + cursor))).containsExactly("c/");
    }

    @Test
    void aCursorHasOneSpelling() {
        // As long as leaves one byte over, so that four bits of the last character are spare.
        String position = folder + "a".repeat(3 - (folder.length() + 2) % 3);
        String cursor = cursor(position);
        String start = cursor.substring(0, cursor.length() - 1);

        assertThat(cursor.length() % 4).isEqualTo(2);
        assertThat(http.get(OBJECTS + "?limit=1&cursor=" + cursor).status()).isEqualTo(200);
        for (String other : List.of(cursor + "==", start + next(cursor), cursor + "=")) {
            Http.Answer answer = http.get(OBJECTS + "?limit=1&cursor=" + other);
            assertThat(answer.status()).as(other).isEqualTo(400);
            assertThat(answer.text()).contains("Not a cursor of this listing.");
        }
    }

    private static String cursor(String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /** The last character with a spare bit set. */
    private static char next(String cursor) {
        return (char) (cursor.charAt(cursor.length() - 1) + 1);
    }
}
