package dev.storeward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A browser as far as it needs no script: it keeps the cookie, and sends forms with their token.
 */
final class Browser {
    private static final Pattern TOKEN =
            Pattern.compile("name=\"form_token\" value=\"([A-Za-z0-9_-]{43})\"");

    private final Http http;
    private String cookie = "";
    private String formToken = "";

    Browser(RunningServer server) {
        this.http = new Http(server, "");
    }

    /** One that is signed in. */
    static Browser of(RunningServer server, String key) {
        Browser browser = new Browser(server);
        Http.Answer answer = browser.signIn(key);
        assertThat(answer.status()).as(answer.text()).isEqualTo(303);
        browser.get("/console");
        return browser;
    }

    Http.Answer signIn(String key) {
        return post("/console/sign-in", Map.of("key", key));
    }

    Http.Answer get(String path, String... headers) {
        Http.Answer answer = http.get(path, with(headers));
        Matcher token = TOKEN.matcher(answer.text());
        if (token.find()) {
            formToken = token.group(1);
        }
        return answer;
    }

    /** The page at an address, which is there. */
    String page(String path) {
        Http.Answer answer = get(path);
        assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(200);
        return answer.text();
    }

    /** A form as the page that was read last holds it. */
    Http.Answer submit(String path, Map<String, String> fields) {
        Map<String, String> all = new java.util.HashMap<>(fields);
        all.putIfAbsent("form_token", formToken);
        return post(path, all);
    }

    /** A form without more than its fields. */
    Http.Answer post(String path, Map<String, String> fields, String... headers) {
        String body =
                fields.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"));
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/x-www-form-urlencoded"));
        return kept(
                http.send(
                        "POST",
                        path,
                        BodyPublishers.ofString(body),
                        with(all.toArray(String[]::new))));
    }

    /** Where an answer leads. */
    static String location(Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(303);
        return answer.header("Location");
    }

    String cookie() {
        return cookie;
    }

    String formToken() {
        return formToken;
    }

    Http http() {
        return http;
    }

    /** The headers of a request with those that this browser adds. */
    String[] with(String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!cookie.isEmpty()) {
            all.addAll(List.of("Cookie", cookie));
        }
        return all.toArray(String[]::new);
    }

    private Http.Answer kept(Http.Answer answer) {
        answer.headers()
                .firstValue("Set-Cookie")
                .ifPresent(set -> cookie = set.contains("Max-Age=0") ? "" : set.split(";", 2)[0]);
        return answer;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
