package dev.storeward.server.proof.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The search that finds nothing would find what is there. */
class CanarySearchTest {
    private static final String SECRET = "kanary/+\"4e6d8a0c=F1b39";
    private final CanarySearch search = new CanarySearch().add("s", SECRET);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void findsEveryForm() {
        assertThat(search.in("x" + SECRET + "x")).contains("s (plain)");
        assertThat(search.in(HexFormat.of().formatHex(bytes("abc" + SECRET)))).contains("s (hex)");
        assertThat(search.in("\\x" + HexFormat.of().withUpperCase().formatHex(bytes(SECRET))))
                .contains("s (HEX)");
        assertThat(search.in("a=" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8)))
                .contains("s (url-encoded)");
        assertThat(search.in(new JsonMapper().writeValueAsString(List.of(SECRET))))
                .contains("s (json)");
        assertThat(search.in(SECRET.toUpperCase(Locale.ROOT))).contains("s (upper case)");
        assertThat(search.in(SECRET.toLowerCase(Locale.ROOT))).contains("s (lower case)");
        for (String before : List.of("", "a", "ab", "abc", "user:", "{\"k\":\"")) {
            for (String after : List.of("", "z", "zy", "zyx")) {
                byte[] text = bytes(before + SECRET + after);
                assertThat(search.in(Base64.getEncoder().encodeToString(text)))
                        .as(before + " " + after)
                        .anyMatch(found -> found.startsWith("s (base64 at"));
                assertThat(search.in(Base64.getUrlEncoder().encodeToString(text)))
                        .as(before + " " + after)
                        .anyMatch(found -> found.startsWith("s (base64url at"));
            }
        }
    }

    @Test
    void findsNothingElse() {
        assertThat(search.in(SECRET.substring(1))).isEmpty();
        assertThat(search.in(SECRET.substring(0, SECRET.length() - 1))).isEmpty();
        assertThat(search.in("")).isEmpty();
        assertThat(search.in(new byte[100_000])).isEmpty();
    }

    @Test
    void findsOneInAFileAtItsVeryEnd(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        Files.writeString(folder.resolve("a/b/c.bin"), "x".repeat(70_000) + SECRET);

        assertThat(search.below(folder, name -> true)).contains("s (plain) in a/b/c.bin");
        assertThat(search.below(folder, name -> !name.startsWith("a"))).isEmpty();
    }
}
