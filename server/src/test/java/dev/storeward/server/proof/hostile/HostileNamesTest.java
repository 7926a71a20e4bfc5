package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.Shape;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Names of files that try to leave their folder, to break a header or to mislead a reader. A name
 * is data: it is kept as it was sent, or refused with a sentence; it never becomes a path.
 */
class HostileNamesTest extends HostileFixture {
    static Stream<String> fileNames() {
        return Stream.of(
                "..",
                ".",
                "../../etc/passwd",
                "..\\..\\windows\\win.ini",
                "/etc/passwd",
                "C:\\autoexec.bat",
                "a/b/c.txt",
                "a\\b.txt",
                "//server/share",
                "nul\0byte.txt",
                "a\r\nX-Injected: yes.txt",
                "a\nb.txt",
                "tab\tand\u0007bell.txt",
                "invoice\u202Efdp.exe",
                "\u2066isolate\u2069.txt",
                "x".repeat(4096),
                "é".repeat(1_000),
                "😀👨‍👩‍👧‍👦.png",
                "caf\u00e9.txt",
                "cafe\u0301.txt",
                "\"quoted\".txt",
                "'single' `back`.txt",
                "semi;colon; filename=other.txt",
                "percent%00.txt",
                "%2e%2e%2fup.txt",
                "con",
                "NUL.txt",
                "   leading and trailing   ",
                "...leading.dots",
                "zero\u200Bwidth\uFEFF.txt",
                "line\u2028separator.txt",
                "private\uE000use.txt",
                "<script>alert(1)</script>.html",
                "$(reboot) `id` | & > <.sh",
                "a?b#c&d=e+f.txt",
                ".storeward",
                "organizations",
                "-rf");
    }

    @ParameterizedTest
    @MethodSource("fileNames")
    void aHostileFileNameIsKeptAsDataOrRefused(String name) throws IOException {
        Set<Path> outside = outsideTheStore();

        String query = "file_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        Reply raw =
                RawHttp.exchange(
                        server.url(),
                        Shape.joined(
                                RawHttp.head(
                                        "POST",
                                        BASE + "/upload?" + query,
                                        member.key(),
                                        "Content-Length: 3"),
                                FILE));
        Reply form = RawHttp.exchange(server.url(), Shape.FORM.upload(member.key(), name, FILE));

        if (raw.status() == 201) {
            servesAsKept(raw, name);
        } else {
            refused(raw, Set.of(400));
        }
        if (form.status() == 201) {
            servesAsKept(form, null);
        } else {
            refused(form, Set.of(400));
        }
        assertThat(outsideTheStore()).isEqualTo(outside);
    }

    @Test
    void aNameThatIsNoTextIsRefused() {
        for (String encoded : List.of("%ED%A0%80.txt", "%ff.txt", "%c0%af", "%", "%4", "%zz", "")) {
            refused(
                    RawHttp.exchange(
                            server.url(),
                            Shape.joined(
                                    RawHttp.head(
                                            "POST",
                                            BASE + "/upload?file_name=" + encoded,
                                            member.key(),
                                            "Content-Length: 3"),
                                    FILE)),
                    Set.of(400));
        }
    }

    /**
     * The address lies in the user's folder, is made of harmless characters, and leads to the
     * bytes.
     *
     * @param name as the listing shows it; null where the form's own escapes may have changed it
     */
    private void servesAsKept(Reply uploaded, String name) {
        String address = uploaded.json().at("/data/file_path").asString();
        assertThat(address).startsWith(member.folder());
        String last = address.substring(member.folder().length());
        assertThat(last).doesNotContain("/", "\\", "\0", "\r", "\n", "\u202E", "\u2066", "\u2028");
        assertThat(last).isNotIn(".", "..");
        assertThat(last.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);
        assertThat(uploaded.json().at("/data/unique_file_name").asString()).isEqualTo(last);
        if (name != null) {
            assertThat(uploaded.json().at("/data/file_name").asString()).isEqualTo(name);
        }

        String encoded = URLEncoder.encode(address, StandardCharsets.UTF_8).replace("+", "%20");
        for (String path : List.of(encoded, encoded.replace("%2F", "/"))) {
            Reply served =
                    RawHttp.exchange(server.url(), "GET", BASE + "/objects/" + path, member.key());
            assertThat(served.status()).as(served.toString()).isEqualTo(200);
            assertThat(served.body()).isEqualTo(FILE);
            assertThat(served.headers("Content-Disposition"))
                    .singleElement()
                    .asString()
                    .matches("attachment; filename=\"[ !#-~]*\"; filename\\*=UTF-8''[!#-~]*");
            assertThat(served.headers("X-Injected")).isEmpty();
            assertThat(served.headers("X-Content-Type-Options")).containsExactly("nosniff");
        }
        Reply metadata =
                RawHttp.exchange(
                        server.url(),
                        "GET",
                        BASE + "/objects/" + encoded + "/metadata",
                        member.key());
        assertThat(metadata.json().at("/data/name").asString()).isEqualTo(address);
        Reply link =
                RawHttp.exchange(
                        server.url(),
                        "GET",
                        BASE + "/objects/" + encoded + "/presigned-url",
                        member.key());
        assertThat(link.status()).isEqualTo(200);
        assertThat(
                        RawHttp.exchange(
                                        server.url(),
                                        "DELETE",
                                        BASE + "/objects/" + encoded,
                                        member.key())
                                .status())
                .isEqualTo(200);
    }
}
