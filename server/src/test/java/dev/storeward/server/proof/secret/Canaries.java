package dev.storeward.server.proof.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The secrets that a search looks for, and what a server told while they were sent to it. */
final class Canaries {
    /** Those that every search looks for, by name; more join them while the server runs. */
    private final Map<String, String> secrets = new HashMap<>();

    private final List<String> answers = new ArrayList<>();

    /** A new secret with characters that URLs, JSON and base64 write in their own ways. */
    String canary(String name) {
        String secret = "kanary/%s+4e6d=%08xQz".formatted(name, secrets.size() * 7919 + 0x51f3a1c7);
        secrets.put(name, secret);
        return secret;
    }

    /** A new secret that a header and a path can carry. */
    String plainCanary(String name) {
        String secret =
                "kanary-%s-4e6d-%08x-0123456789"
                        .formatted(name, secrets.size() * 7919 + 0x51f3a1c7);
        secrets.put(name, secret);
        return secret;
    }

    /** A secret that somebody else made. */
    void put(String name, String secret) {
        secrets.put(name, secret);
    }

    int size() {
        return secrets.size();
    }

    Map<String, String> secrets() {
        return secrets;
    }

    /** What was told so far, in answers and on standard error. */
    List<String> told() {
        return answers;
    }

    void keep(String told) {
        answers.add(told);
    }

    void keep(Answer answer) {
        keep(answer.status() + " " + answer.headers().map() + " " + answer.text());
    }

    Answer expect(int status, Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        keep(answer);
        return answer;
    }
}
