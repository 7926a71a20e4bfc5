package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every address takes the methods it is said to take, HEAD with GET, and names them to others. */
class MethodsTest extends HostileFixture {
    private static final Set<String> ALL =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW");
    private static final Set<String> OF_EACH_ANSWER =
            Set.of("date", "x-request-id", "connection", "content-length", "transfer-encoding");

    /** Each documented address, and the methods of all that it can be read as. */
    private static Map<String, Set<String>> documented() {
        Map<String, Set<String>> patterns = new TreeMap<>();
        Set<String> paths = new TreeSet<>();
        OpenApi.of(server)
                .document()
                .path("paths")
                .properties()
                .forEach(entry -> {
                    String path = entry.getKey();
                    paths.add(path.replaceAll("\\{[a-z_]+}", member.tenantId().toString()));
                    patterns.put(
                            path.replace("{object_name}", ".+").replaceAll("\\{[a-z_]+}", "[^/]+"),
                            methods(entry.getValue()));
                });
        Map<String, Set<String>> documented = new TreeMap<>();
        for (String path : paths) {
            Set<String> here = new TreeSet<>();
            patterns.forEach((pattern, methods) -> {
                if (path.matches(pattern)) {
                    here.addAll(methods);
                }
            });
            documented.put(path, here);
        }
        return documented;
    }

    private static Set<String> methods(JsonNode operations) {
        Set<String> methods = new TreeSet<>();
        operations
                .properties()
                .forEach(entry -> {
                    String method = entry.getKey().toUpperCase(Locale.ROOT);
                    if (ALL.contains(method)) {
                        methods.add(method);
                    }
                });
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private static Reply sent(String method, String path) {
        return RawHttp.exchange(
                server.url(),
                method,
                path,
                RunningServer.ADMIN_KEY,
                "X-Tenant: " + member.slug(),
                "Content-Length: 0");
    }

    @Test
    void anotherMethodIsToldThoseThereAre() {
        Map<String, Set<String>> documented = documented();
        assertThat(documented).hasSizeGreaterThan(40);
        documented.forEach((path, methods) -> {
            for (String method : ALL) {
                if (!methods.contains(method)) {
                    Reply reply = sent(method, path);
                    String what = method + " " + path + " " + reply;
                    assertThat(reply.status()).as(what).isEqualTo(405);
                    assertThat(reply.headers("X-Request-Id")).as(what).hasSize(1);
                    assertThat(reply.headers("Allow")).as(what).hasSize(1);
                    if (!method.equals("TRACE")) {
                        assertThat(Set.of(reply.header("Allow").split(", ")))
                                .as(what)
                                .isEqualTo(methods);
                    }
                    if (!method.equals("HEAD")) {
                        assertThat(reply.json().isObject()).as(what).isTrue();
                        assertThat(reply.text()).as(what).contains(method);
                    }
                }
            }
        });
    }

    @Test
    void headIsAnsweredAsGetIs() {
        List<String> different = new ArrayList<>();
        documented()
                .forEach((path, methods) -> {
                    if (methods.contains("GET")) {
                        different.addAll(differences(RunningServer.ADMIN_KEY, path));
                        different.addAll(differences("", path));
                    }
                });
        assertThat(different).isEmpty();
    }

    @Test
    void headOfWhatIsThere() {
        Answer uploaded = new Http(server, member.key()).upload("file_name=a.txt", FILE);
        String object = BASE + "/objects/" + uploaded.json().at("/data/file_path").asString();
        String link =
                new Http(server, member.key())
                        .get(object + "/presigned-url")
                        .json()
                        .at("/data/url")
                        .asString()
                        .substring(server.url().length());
        List<String> different = new ArrayList<>();
        for (String path :
                List.of(
                        object,
                        object + "/metadata",
                        object + "/presigned-url",
                        BASE + "/buckets",
                        BASE + "/buckets/shared/objects",
                        BASE + "/files",
                        BASE + "/usage",
                        link,
                        "/openapi.json",
                        "/docs",
                        "/docs/start.js",
                        "/healthz",
                        "/readyz",
                        "/api/v1/platform/whoami",
                        "/api/v1/storage-configs/")) {
            assertThat(reply("GET", member.key(), path).status()).as(path).isIn(200, 403);
            different.addAll(differences(member.key(), path));
        }
        assertThat(different).isEmpty();
        Reply quota = reply("HEAD", member.key(), BASE + "/quota");
        assertThat(quota.announced())
                .isEqualTo(reply("GET", member.key(), BASE + "/quota").body().length);
        assertThat(reply("HEAD", member.key(), object).announced()).isEqualTo(FILE.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/storage/nothing", "/storage/a/b/c/d/e", "/nothing"})
    void whereNothingIsItStaysNothing(String path) {
        for (String method : List.of("GET", "HEAD", "POST", "DELETE")) {
            assertThat(sent(method, path).status()).as(method + " " + path).isEqualTo(404);
        }
    }

    private static Reply reply(String method, String key, String path) {
        return RawHttp.exchange(server.url(), method, path, key);
    }

    private static List<String> differences(String key, String path) {
        Reply get = reply("GET", key, path);
        Reply head = reply("HEAD", key, path);
        List<String> different = new ArrayList<>();
        if (get.status() != head.status()) {
            different.add(path + " is " + get.status() + ", HEAD " + head.status());
        } else if (!headers(get).equals(headers(head))) {
            different.add(path + " has " + headers(get) + ", HEAD " + headers(head));
        }
        if (head.body().length > 0) {
            different.add(path + " has a body with HEAD");
        }
        return different;
    }

    private static Set<String> headers(Reply reply) {
        Set<String> names = new TreeSet<>();
        reply.head().stream()
                .skip(1)
                .filter(line ->
                        !OF_EACH_ANSWER.contains(
                                line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)))
                .forEach(names::add);
        return names;
    }
}
