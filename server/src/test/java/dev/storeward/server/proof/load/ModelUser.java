package dev.storeward.server.proof.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** A user who acts at random and knows what each answer must be. */
final class ModelUser {
    private static final String BASE = "/api/v1/storage";
    private static final List<String> CATEGORIES = List.of("data_source", "general");

    private final RunningServer server;
    private final Member member;
    private final Http http;
    private final long quota;
    private final Random random;
    private final String what;

    /** Files in the order of their uploads. */
    private final List<Kept> files = new ArrayList<>();

    private record Kept(String address, String category, byte[] bytes) {}

    ModelUser(RunningServer server, Member member, long quota, Random random, String what) {
        this.server = server;
        this.member = member;
        this.http = new Http(server, member.key());
        this.quota = quota;
        this.random = random;
        this.what = what;
    }

    Member member() {
        return member;
    }

    long used() {
        return files.stream().mapToLong(file -> file.bytes().length).sum();
    }

    void step() {
        switch (random.nextInt(files.isEmpty() ? 3 : 10)) {
            case 0, 1, 2 -> upload();
            case 3, 4 -> delete();
            case 5 -> downloadsPart();
            case 6 -> listsItsFiles();
            case 7 -> usage();
            case 8 -> link();
            default -> downloads(any());
        }
    }

    private Kept any() {
        return files.get(random.nextInt(files.size()));
    }

    private void upload() {
        byte[] bytes =
                new byte[random.nextInt(5) == 0 ? random.nextInt(700_000) : random.nextInt(20_000)];
        random.nextBytes(bytes);
        boolean fits = used() + bytes.length <= quota;
        Shape shape = Shape.number(random.nextInt(4));
        var reply = RawHttp.exchange(server.url(), shape.upload(member.key(), "m.bin", bytes));
        assertThat(reply.status())
                .as("%s of %d bytes at %d of %d, %s", shape, bytes.length, used(), quota, what)
                .isEqualTo(fits ? 201 : 413);
        if (fits) {
            boolean form = shape == Shape.FORM || shape == Shape.FORM_CHUNKED;
            files.add(
                    new Kept(
                            reply.json().at("/data/file_path").asString(),
                            form ? "general" : "data_source",
                            bytes));
        }
    }

    private void delete() {
        Kept file = files.remove(random.nextInt(files.size()));
        String path = BASE + "/objects/" + file.address();
        assertThat(http.delete(path).status()).as(what).isEqualTo(200);
        assertThat(http.get(path).status()).as(what).isEqualTo(404);
        assertThat(http.delete(path).status()).as(what).isEqualTo(404);
    }

    private void downloads(Kept file) {
        assertThat(http.get(BASE + "/objects/" + file.address()).body())
                .as(what)
                .isEqualTo(file.bytes());
    }

    private void downloadsPart() {
        Kept file = any();
        if (file.bytes().length == 0) {
            return;
        }
        int from = random.nextInt(file.bytes().length);
        int to = from + random.nextInt(file.bytes().length - from);
        Answer part =
                http.get(BASE + "/objects/" + file.address(), "Range", "bytes=" + from + "-" + to);
        assertThat(part.status()).as(what).isEqualTo(206);
        assertThat(part.body()).as(what).isEqualTo(Arrays.copyOfRange(file.bytes(), from, to + 1));
    }

    private void link() {
        Kept file = any();
        String url =
                http.get(BASE + "/objects/" + file.address() + "/presigned-url")
                        .json()
                        .at("/data/url")
                        .asString();
        assertThat(new Http(server, "").get(url).body()).as(what).isEqualTo(file.bytes());
    }

    private void usage() {
        JsonNode usage = http.get(BASE + "/usage").json().at("/data");
        if (quota != Long.MAX_VALUE) {
            assertThat(usage.get("used_bytes").asLong()).as(what).isEqualTo(used());
            assertThat(usage.get("remaining_bytes").asLong()).as(what).isEqualTo(quota - used());
            assertThat(usage.get("file_count").asLong()).as(what).isEqualTo(files.size());
        }
    }

    /** All pages, of all files and of each category, hold exactly the model's, newest first. */
    void listsItsFiles() {
        Map<String, String> expected = new HashMap<>();
        expected.put("", "");
        CATEGORIES.forEach(category -> expected.put(category, "&file_category=" + category));
        expected.forEach((category, filter) -> {
            List<String> names = new ArrayList<>();
            int size = 1 + random.nextInt(30);
            for (int page = 1; ; page++) {
                JsonNode data =
                        http.get(BASE + "/files?page_size=" + size + "&page=" + page + filter)
                                .json()
                                .at("/data");
                data.get("items").forEach(item -> names.add(item.get("object_name").asString()));
                if (!data.at("/pagination/has_next").asBoolean()) {
                    break;
                }
            }
            List<String> model =
                    files.reversed().stream()
                            .filter(file -> category.isEmpty() || file.category().equals(category))
                            .map(Kept::address)
                            .toList();
            assertThat(names).as("%s %s", category, what).isEqualTo(model);
        });
    }
}
