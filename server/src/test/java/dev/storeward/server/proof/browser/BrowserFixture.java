package dev.storeward.server.proof.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server whose operator allows one origin, and what a browser asks it. */
@ExtendWith(SharedServer.class)
abstract class BrowserFixture {
    static final String OPERATORS = "https://console.operator.example";
    static final String FILES = "/api/v1/storage";

    static RunningServer server;
    static OpenApi openApi;

    @BeforeAll
    static void server() {
        server = SharedServer.with(Map.of("STOREWARD_CORS_ORIGINS", OPERATORS));
        openApi = OpenApi.of(server);
    }

    static Http as(Member member) {
        return new Http(server, member.key());
    }

    static String cors(Member member) {
        return "/api/v1/platform/tenants/" + member.tenantId() + "/cors";
    }

    /** The answer to a change of a tenant's origins, as the document has it. */
    static Answer change(String key, Member member, String json, String... headers) {
        Answer answer =
                new Http(server, key)
                        .send("PUT", cors(member), BodyPublishers.ofString(json), headers);
        assertThat(openApi.deviations("PUT", cors(member), answer)).isEmpty();
        return answer;
    }

    /** A member of a new tenant that allows these origins. */
    static Member allowing(String... origins) {
        Member member = server.member(1 << 20);
        String list =
                String.join(",", List.of(origins).stream().map(o -> "\"" + o + "\"").toList());
        Answer answer =
                change(RunningServer.ADMIN_KEY, member, "{\"allowed_origins\":[" + list + "]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return member;
    }

    /** A browser's question whether a page may send a request. */
    static Answer preflight(String path, String origin, String method, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Origin", origin, "Access-Control-Request-Method", method));
        return new Http(server, "")
                .send("OPTIONS", path, BodyPublishers.noBody(), all.toArray(String[]::new));
    }

    /** The address of a new file. */
    static String file(Member member) {
        Answer stored =
                as(member).upload("file_name=a.txt", "hello".getBytes(StandardCharsets.UTF_8));
        return FILES + "/objects/" + stored.json().at("/data/file_path").asString();
    }

    static String link(Member member) {
        return as(member).get(file(member) + "/presigned-url").json().at("/data/url").asString();
    }

    /** To whom an answer may be shown; empty where to no page. */
    static String shownTo(Answer answer) {
        return answer.header("Access-Control-Allow-Origin");
    }

    static List<String> corsHeaders(Answer answer) {
        return answer.headers().map().keySet().stream()
                .filter(name -> name.startsWith("access-control-"))
                .sorted()
                .toList();
    }
}
