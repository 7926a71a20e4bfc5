package dev.storeward.server.proof.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Part;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Parallel;
import dev.storeward.server.proof.server.SharedServers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Lists by page and by cursor, of more files than fit a page, some uploaded at the same moment. */
@ExtendWith(SharedServers.class)
class ListsTest {
    private static final String BASE = "/api/v1/storage";
    private static final int FILES = 57;

    private static RunningServer server;
    private static Member member;
    private static Http http;

    @BeforeAll
    static void files() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        member = server.member(1L << 30);
        http = new Http(server, member.key());
        Http colleague = new Http(server, server.member(server.tenant(member), "member").key());
        colleague.upload("file_name=theirs.txt", new byte[5]);
        List<Integer> statuses =
                Parallel.run(
                        FILES,
                        i ->
                                http.uploadForm(
                                                List.of(
                                                        Part.field("path", "f" + i % 3 + "/deep"),
                                                        Part.field(
                                                                "file_category",
                                                                i % 4 == 0
                                                                        ? "general"
                                                                        : "data_source"),
                                                        Part.file("n" + i + ".txt", new byte[i])))
                                        .status());
        assertThat(statuses).containsOnly(201);
        assertThat(http.upload("file_name=top.txt", new byte[3]).status()).isEqualTo(201);
        // A third of them get the very same time: their ids decide.
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                "UPDATE file SET uploaded_at = date_trunc('minute', uploaded_at) WHERE user_id = ? AND number % 3 = 0",
                                member.userId()));
    }

    private static JsonNode page(String query) {
        Http.Answer answer = http.get(BASE + "/files?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().at("/data");
    }

    private static List<String> names(JsonNode page) {
        List<String> names = new ArrayList<>();
        page.get("items").forEach(item -> names.add(item.get("object_name").asString()));
        return names;
    }

    /** The whole list in one page; the page says nothing of cursors to whoever does not ask. */
    private static List<String> all(String filter) {
        return names(page("page_size=100" + filter));
    }

    @Test
    void oneLargePageIsNewestFirstAndTheUsersOwn() {
        JsonNode whole = page("page_size=100");

        assertThat(names(whole)).hasSize(FILES + 1).doesNotHaveDuplicates();
        assertThat(names(whole)).allMatch(name -> name.startsWith(member.folder()));
        List<String> times = new ArrayList<>();
        whole.get("items").forEach(item -> times.add(item.get("uploaded_at").asString()));
        List<String> sorted = new ArrayList<>(times);
        sorted.sort(Collections.reverseOrder());
        assertThat(times).isEqualTo(sorted);
    }

    @ParameterizedTest
    @CsvSource({
        "1,''",
        "7,''",
        "20,''",
        "29,''",
        "57,''",
        "58,''",
        "100,''",
        "4,general",
        "10,data_source"
    })
    void pagesAreTheListCutIntoPieces(int size, String category) {
        String filter = category.isEmpty() ? "" : "&file_category=" + category;
        List<String> all = all(filter);
        int pages = Math.ceilDiv(all.size(), size);
        for (int number = 1; number <= pages; number++) {
            JsonNode page = page("page_size=" + size + "&page=" + number + filter);
            int from = (number - 1) * size;

            assertThat(names(page)).isEqualTo(all.subList(from, Math.min(all.size(), from + size)));
            JsonNode pagination = page.get("pagination");
            assertThat(pagination.get("page").asInt()).isEqualTo(number);
            assertThat(pagination.get("page_size").asInt()).isEqualTo(size);
            assertThat(pagination.get("total_count").asInt()).isEqualTo(all.size());
            assertThat(pagination.get("total_pages").asInt()).isEqualTo(pages);
            assertThat(pagination.get("has_next").asBoolean()).isEqualTo(number < pages);
            assertThat(pagination.get("has_previous").asBoolean()).isEqualTo(number > 1);
        }
        JsonNode beyond = page("page_size=" + size + "&page=" + (pages + 1) + filter);
        assertThat(names(beyond)).isEmpty();
        assertThat(beyond.at("/pagination/has_next").asBoolean()).isFalse();
        assertThat(beyond.at("/pagination/total_count").asInt()).isEqualTo(all.size());
    }

    @ParameterizedTest
    @CsvSource({"1,''", "7,''", "58,''", "4,general", "10,data_source"})
    void theCursorWalksTheSameList(int size, String category) {
        String filter = category.isEmpty() ? "" : "&file_category=" + category;
        List<String> walked = new ArrayList<>();
        JsonNode page = page("page_size=" + size + filter + "&cursor=");
        walked.addAll(names(page));
        while (page.at("/pagination/has_next").asBoolean()) {
            String cursor = page.at("/pagination/next_cursor").asString();
            page = page("page_size=" + size + filter + "&cursor=" + cursor);
            assertThat(page.at("/pagination/total_count").asInt()).isEqualTo(all(filter).size());
            walked.addAll(names(page));
        }

        assertThat(walked).isEqualTo(all(filter));
    }

    @Test
    void aFileThatComesMeanwhileShiftsNoCursor() {
        JsonNode first = page("page_size=10&cursor=");
        String cursor = first.at("/pagination/next_cursor").asString();
        List<String> expected = names(page("page_size=10&page=2"));
        String name =
                http.upload("file_name=newer.txt", new byte[1])
                        .json()
                        .at("/data/file_path")
                        .asString();

        assertThat(names(page("page_size=10&cursor=" + cursor))).isEqualTo(expected);

        assertThat(http.delete(BASE + "/objects/" + name).status()).isEqualTo(200);
    }

    private static List<JsonNode> objects(String query) {
        Http.Answer answer = http.get(BASE + "/buckets/shared/objects" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().at("/data/user_folder").asString()).isEqualTo(member.folder());
        List<JsonNode> objects = new ArrayList<>();
        answer.json().at("/data/objects").forEach(objects::add);
        return objects;
    }

    private static List<String> objectNames(String query) {
        return objects(query).stream().map(object -> object.get("name").asString()).toList();
    }

    @Test
    void theObjectsOfABucketAreAllFilesInTheOrderOfTheirNames() {
        assertThat(objectNames("")).isEqualTo(List.copyOf(new TreeSet<>(all(""))));
        assertThat(objectNames("?prefix=" + member.folder())).isEqualTo(objectNames(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f0/", "f1/deep/", "f2", "f2/deep/n", "top", "none/"})
    void aPrefixSelectsAmongThem(String prefix) {
        String whole = member.folder() + prefix;

        assertThat(objectNames("?prefix=" + whole))
                .isEqualTo(objectNames("").stream().filter(n -> n.startsWith(whole)).toList());
    }

    @Test
    void withoutRecursionFoldersStandForWhatTheyHold() {
        List<JsonNode> top = objects("?recursive=false");

        assertThat(top)
                .extracting(object -> object.get("name").asString())
                .startsWith(
                        IntStream.range(0, 3)
                                .mapToObj(i -> member.folder() + "f" + i + "/")
                                .toArray(String[]::new))
                .hasSize(4);
        assertThat(top.getFirst().get("size").asLong()).isZero();
        assertThat(top.getLast().get("size").asLong()).isEqualTo(3);
        assertThat(objectNames("?recursive=false&prefix=" + member.folder() + "f1/"))
                .containsExactly(member.folder() + "f1/deep/");
        assertThat(objectNames("?recursive=false&prefix=" + member.folder() + "f1/deep/"))
                .isEqualTo(objectNames("?prefix=" + member.folder() + "f1/"));
    }

    private static JsonNode objectPage(String query) {
        Http.Answer answer = http.get(BASE + "/buckets/shared/objects?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().at("/data");
    }

    private static List<String> walked(String query) {
        List<String> walked = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = objectPage(query + "&cursor=" + cursor);
            page.get("objects").forEach(object -> walked.add(object.get("name").asString()));
            cursor = page.get("next_cursor").asString("");
        } while (!cursor.isEmpty());
        return walked;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 29, 57, 58, 59, 1000})
    void pagesOfABucketAreItsListCutIntoPieces(int limit) {
        List<String> all = objectNames("");
        JsonNode first = objectPage("limit=" + limit);

        assertThat(first.get("objects")).hasSize(Math.min(limit, all.size()));
        assertThat(first.get("next_cursor").isNull()).isEqualTo(limit >= all.size());
        assertThat(walked("limit=" + limit)).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aFolderIsOneEntryOfAPage(int limit) {
        assertThat(walked("recursive=false&limit=" + limit))
                .isEqualTo(objectNames("?recursive=false"));
    }

    @Test
    void pagesStayBelowTheirPrefix() {
        String prefix = "prefix=" + member.folder() + "f1/";

        assertThat(walked(prefix + "&limit=4")).isEqualTo(objectNames("?" + prefix));
    }

    @Test
    void whoAsksForNoPagesGetsTheFieldsOfOld() {
        assertThat(objectPage("recursive=true").propertyNames())
                .containsExactly("objects", "bucket", "prefix", "user_folder");
    }

    @Test
    void aFileThatComesMeanwhileShiftsNoCursorOfABucket() {
        List<String> all = objectNames("");
        String cursor = objectPage("limit=10").get("next_cursor").asString();
        Http.Answer early =
                http.uploadForm(
                        List.of(Part.field("path", "a"), Part.file("early.txt", new byte[1])));
        String name = early.json().at("/data/file_path").asString();

        assertThat(objectPage("limit=1&cursor=" + cursor).at("/objects/0/name").asString())
                .isEqualTo(all.get(10));

        assertThat(http.delete(BASE + "/objects/" + name).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=0", "limit=1001", "limit=x", "cursor=%00", "cursor=eA", "cursor=!"})
    void whatIsNoPageIsRefused(String query) {
        Http.Answer answer = http.get(BASE + "/buckets/shared/objects?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/message").asString())
                .contains(query.substring(0, query.indexOf('=')));
    }
}
