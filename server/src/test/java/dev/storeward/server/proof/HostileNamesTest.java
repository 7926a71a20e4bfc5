package dev.storeward.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.RawHttp.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names that try to leave their folder, to break a header or to mislead a reader. A name is data:
 * it is kept as it was sent, or refused with a sentence; it never becomes a path.
 */
@ExtendWith(SharedServers.class)
class HostileNamesTest {
    private static final String BASE = "/api/v1/storage";
    private static final byte[] FILE = {1, 2, 3};

    private static RunningServer server;
    private static Member member;
    private static Member colleague;
    private static Member stranger;

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        member = server.member(1 << 20);
        colleague = server.member(server.tenant(member), "member");
        stranger = server.member(1 << 20);
    }

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

    /** What {@code OWN}, {@code COLLEAGUE} and {@code STRANGER} stand for is put in their place. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "OWN%2e%2e%2fx",
                "OWN..%2fx",
                "OWN../x",
                "OWN%2e%2e/x",
                "OWN./x",
                "OWN%2F%2Fx",
                "OWN//x",
                "OWN%5cx",
                "OWN\\x",
                "OWN%5c..%5cx",
                "OWN%00",
                "OWNx%00.txt",
                "OWN%25",
                "OWN%252e%252e%252fx",
                "OWN;",
                "OWN;x=y",
                "OWNx;jsessionid=1",
                "OWN%3bx",
                "OWN%ff%fe",
                "OWN%c0%ae%c0%ae%c0%afx",
                "OWN%ED%A0%80",
                "OWN%",
                "OWN%2",
                "OWN%zz",
                "OWN%u002e",
                "OWN%0d%0aX-Injected:%20yes",
                "OWN%E2%80%AE",
                "OWN",
                "OWNx",
                "OWNx/",
                "OWN/metadata",
                "OWN/metadata/metadata",
                "OWNx/metadata/presigned-url",
                "OWN%2Fmetadata",
                "OWNx%2Fmetadata",
                "OWN/presigned-url",
                "COLLEAGUEx",
                "COLLEAGUEx/metadata",
                "OWN../COLLEAGUE_ID/x",
                "OWN%2e%2e%2fCOLLEAGUE_ID%2fx",
                "STRANGERx",
                "STRANGERx/presigned-url",
                "..",
                "%2e%2e",
                "/",
                "//",
                "/etc/passwd",
                "%2fetc%2fpasswd",
                "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
                "../../../../../../etc/passwd",
                ".storeward/x",
                "organizations",
                "organizations/",
                "organizations/-1/files/-1/x",
                "organizations/%31/files/1/x",
                "OWN|",
                "OWN\"",
                "OWN<x>",
                "OWN{x}",
                "OWN[x]",
                "OWN^`x",
                "OWNLONG"
            })
    void aHostileObjectNameIsRefusedInTheDoorsOwnWords(String pattern) throws IOException {
        String name =
                pattern.replace("COLLEAGUE_ID", String.valueOf(colleague.userNumber()))
                        .replace("COLLEAGUE", colleague.folder())
                        .replace("STRANGER", stranger.folder())
                        .replace("LONG", "x".repeat(1_100))
                        .replace("OWN", member.folder());
        Set<Path> outside = outsideTheStore();
        for (String method : List.of("GET", "HEAD", "DELETE", "PUT", "POST")) {
            Reply reply =
                    RawHttp.exchange(
                            server.url(),
                            method,
                            BASE + "/objects/" + name,
                            member.key(),
                            "Content-Length: 0");
            assertThat(reply.headers("X-Injected")).isEmpty();
            if (method.equals("HEAD")) {
                assertThat(reply.status()).as(reply.toString()).isIn(400, 403, 404);
                assertThat(reply.body()).isEmpty();
            } else {
                refused(reply, Set.of(400, 403, 404));
            }
        }
        assertThat(outsideTheStore()).isEqualTo(outside);
    }

    /**
     * These Tomcat refuses before it knows what was asked; it says so in its own way and closes.
     */
    @Test
    void aRequestLineThatIsNoneIsRefused() {
        for (String name : List.of("\u00e9", "y".repeat(9_000), "a b", "\u0001")) {
            Reply reply =
                    RawHttp.exchange(
                            server.url(),
                            "GET",
                            BASE + "/objects/" + member.folder() + name,
                            member.key());
            assertThat(reply.status()).as(reply.toString()).isIn(400, 414);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/buckets/%2e%2e/objects",
                "/buckets/a%2Fb/objects",
                "/buckets/%00/objects",
                "/buckets/%ff/objects",
                "/buckets/shared%20/objects",
                "/buckets//objects",
                "/buckets/shared/objects?prefix=../",
                "/buckets/shared/objects?prefix=%00",
                "/buckets/shared/objects?prefix=%ff",
                "/buckets/shared/objects?prefix=/",
                "/buckets/shared/objects?prefix=organizations/",
                "/buckets/shared/objects?recursive=perhaps",
                "/files?page=0",
                "/files?page=-1",
                "/files?page=99999999999999999999",
                "/files?page=1.5",
                "/files?page_size=101",
                "/files?page_size=0",
                "/files?page_size=%00",
                "/files?cursor=zzz",
                "/files?cursor=%ff",
                "/files?file_category=secret",
                "/files?file_category='%20OR%201=1--",
                "/usage?recalculate=maybe",
                "/nothing",
                "/",
                "",
                "/upload",
                "/files/1",
                "/../../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/%00",
                "/files%00",
                "/files/..;/admin",
                "/%",
                "/%zz"
            })
    void everyOtherAddressIsRefusedInTheDoorsOwnWords(String path) {
        Reply reply = RawHttp.exchange(server.url(), "GET", BASE + path, member.key());

        refused(reply, Set.of(400, 403, 404));
    }

    private static void refused(Reply reply, Set<Integer> statuses) {
        assertThat(reply.status()).as(reply.toString()).isIn(statuses);
        assertThat(reply.header("Content-Type")).as(reply.toString()).isEqualTo("application/json");
        assertThat(reply.header("X-Request-Id")).as(reply.toString()).isNotEmpty();
        assertThat(reply.json().at("/success").asBoolean()).isFalse();
        assertThat(reply.json().at("/error/code").asString())
                .isIn("VALIDATION_ERROR", "FORBIDDEN", "NOT_FOUND");
        assertThat(reply.json().at("/message").asString()).isNotEmpty();
    }

    /** Every file below the data folder that is no object of a tenant. */
    private static Set<Path> outsideTheStore() throws IOException {
        Path shared = server.data().resolve("objects").resolve("shared");
        Set<String> passing = Set.of("organizations+", ".storeward+", "tmp");
        Set<Path> found = new TreeSet<>();
        Files.walkFileTree(
                server.data(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        boolean ours =
                                folder.startsWith(shared)
                                        && passing.contains(folder.getFileName().toString());
                        return ours ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        found.add(file);
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }
}
