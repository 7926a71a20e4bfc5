package dev.storeward.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.cli.command.Terminal;
import dev.storeward.server.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files are stored, listed, told of, shared and deleted by command. */
class FilesTest extends CtlFixture {
    private static final String STAMP = "_[0-9]{8}_[0-9]{6}_[0-9a-f]{8}";

    private Path file(String name, String content) throws IOException {
        Path file = home.resolve("local").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** The name that a copy was stored under. */
    private String stored(String name, String content, String to) throws IOException {
        return member("cp", file(name, content).toString(), to).done().out().strip();
    }

    @Test
    void aFileIsStoredListedAndFetchedByTheNameItWasSentBy() throws IOException {
        assertThat(stored("a b.txt", "hello", "sw:")).matches("sw:a_b" + STAMP + "\\.txt");

        String name = member("ls").done().out().strip();
        assertThat(name).matches("a_b" + STAMP + "\\.txt");
        assertThat(member("ls", "-l").done().out())
                .matches("5 B\t\\S+Z\t[0-9a-f]{64}\t" + name + "\n");
        assertThat(member("ls", "--json").done().json().getFirst().path("size").asInt())
                .isEqualTo(5);

        Path back = home.resolve("back.txt");
        assertThat(member("cp", "sw:a b.txt", back.toString()).done().out().strip())
                .isEqualTo(back.toString());
        assertThat(back).hasContent("hello");
        member("cp", "sw:" + name, home.resolve("again.txt").toString()).done();
        assertThat(home.resolve("again.txt")).hasContent("hello");
        assertThat(member("stat", "a b.txt").done().lines().get(1))
                .startsWith("5 B (5 bytes), text/plain, ");
    }

    @Test
    void aTargetWithASlashIsAFolderAndOneWithoutAName() throws IOException {
        assertThat(stored("one.txt", "1", "sw:docs/")).matches("sw:docs/one" + STAMP + "\\.txt");
        assertThat(stored("one.txt", "1", "sw:docs/two.txt"))
                .matches("sw:docs/two" + STAMP + "\\.txt");
        assertThat(member("ls").done().lines()).containsExactly("docs/");
        assertThat(member("ls", "sw:docs").done().lines()).hasSize(2);
    }

    @Test
    void foldersGoBothWaysWithAllThatIsBelow() throws IOException {
        file("tree/a.txt", "a");
        file("tree/deep/b.txt", "bb");
        Path tree = home.resolve("local/tree");
        refused(member("cp", tree.toString(), "sw:"), 2, "is a folder: say -r");

        assertThat(member("cp", "-r", tree.toString(), "sw:copy/").done().lines()).hasSize(2);
        assertThat(member("ls", "-r").done().out())
                .matches("copy/tree/a" + STAMP + "\\.txt\ncopy/tree/deep/b" + STAMP + "\\.txt\n");

        assertThat(member("du").done().lines())
                .containsExactly(
                        "3 B\t2\tsw:",
                        "3 B\t2\tsw:copy/",
                        "3 B\t2\tsw:copy/tree/",
                        "2 B\t1\tsw:copy/tree/deep/");
        member("cp", "-r", "sw:copy/", home.resolve("fetched").toString()).done();
        try (var all = Files.walk(home.resolve("fetched"))) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(2);
        }
    }

    @Test
    void aLinkReadsWithoutAKey() throws IOException {
        stored("shared.txt", "for all", "sw:");

        String link = member("link", "shared.txt", "--expires", "5m").done().out().strip();

        assertThat(new Http(server, "").get(link).text()).isEqualTo("for all");
        assertThat(
                        member("link", "shared.txt", "--expires", "5m", "--json")
                                .done()
                                .json()
                                .getFirst()
                                .path("expires_in_seconds")
                                .asInt())
                .isEqualTo(300);
        refused(member("link", "shared.txt", "--expires", "8d"), 1, "(400)");
        refused(member("link", "none.txt"), 1, "There is no file none.txt.");
    }

    @Test
    void nothingIsDeletedUnasked() throws IOException {
        stored("doc.txt", "1", "sw:");
        stored("doc.txt", "22", "sw:");

        refused(member("rm", "doc.txt", "--yes"), 1, "Several files are called doc.txt: doc_");
        List<String> names = member("ls").done().lines();
        refused(
                member("rm", names.getFirst()),
                2,
                "1 file, 1 B will be deleted for good: " + names.getFirst() + ". Say --yes");
        refused(rmAnswering("no", names.getFirst()), 1, "Nothing was done.");
        assertThat(member("ls").done().lines()).isEqualTo(names);

        rmAnswering("yes", names.getFirst()).done();
        assertThat(member("ls").done().lines()).containsExactly(names.getLast());
        assertThat(member("rm", "doc.txt", "--yes").done().out())
                .isEqualTo("Deleted sw:" + names.getLast() + "\n");
        refused(member("rm", "doc.txt", "--yes"), 1, "There is no file doc.txt.");
        refused(member("rm", "-r", "sw:", "--yes"), 1, "There is nothing to delete.");
    }

    /** A run of somebody at a terminal, who answers each question so. */
    private CtlRun rmAnswering(String answer, String name) {
        Terminal typing =
                new Terminal() {
                    @Override
                    public boolean isThere() {
                        return true;
                    }

                    @Override
                    public String ask(String question) {
                        assertThat(question).contains("will be deleted for good");
                        return answer;
                    }

                    @Override
                    public String askSecretly(String question) {
                        throw new AssertionError(question);
                    }
                };
        return run(server.url(), member.key(), typing, "rm", name);
    }

    @Test
    void whatIsStoredIsCounted() throws IOException {
        stored("new.txt", "12345", "sw:");

        assertThat(member("usage").done().out())
                .isEqualTo("5 B of 200.0 MiB (0.0 %), 1 files, 200.0 MiB left\n");
        assertThat(member("quota").done().out()).isEqualTo("200.0 MiB\n");
        assertThat(member("quota", "--json").done().json().getFirst().path("limit_bytes").asLong())
                .isEqualTo(200L << 20);
        assertThat(member("recent").done().out()).contains("\t5 B\t", "\tnew.txt\torganizations/");
        assertThat(member("recent", "--category", "general").done().out()).isEmpty();
        assertThat(member("buckets").done().lines()).containsExactly("shared");
    }

    @Test
    void aSuperAdminNamesTheTenant() throws IOException {
        Path file = file("ops.txt", "x");

        refused(admin("ls"), 1, "X-Tenant");
        admin("cp", file.toString(), "sw:", "--tenant", member.slug()).done();

        assertThat(admin("ls", "--tenant", member.tenantId().toString()).done().out())
                .startsWith("ops_");
        refused(supervisor("ls", "--tenant", "other"), 1, "(403)");
    }

    @Test
    void wrongLinesAreToldInOneSentence() throws IOException {
        String file = file("x.txt", "x").toString();
        refused(member("cp", file, "elsewhere"), 2, "One side must begin with sw:");
        refused(member("cp", "sw:a", "sw:b"), 2, "One side must begin with sw:");
        refused(member("cp", file, "sw:a", "sw:b"), 2, "not all begin with sw:");
        refused(member("cp", file + "-none", "sw:"), 2, "x.txt-none is not there.");
        refused(member("cp", file, "sw:", "--parallel", "0"), 2, "--parallel: must be 1 to 64.");
        refused(member("cp", file, "sw:../up/"), 1, "(400)");
        refused(member("cp", file, "sw:", "--backend", "none"), 1, "(400)");
        refused(member("cp", file, "sw:", "--category", "profile_image"), 1, "(415)");
        refused(member("cp", "sw:gone", home.resolve("y").toString()), 1, "There is no file gone.");
        assertThat(member("cp", file).exitCode()).isEqualTo(2);
        assertThat(home.resolve("y")).doesNotExist();
    }
}
