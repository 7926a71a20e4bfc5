package dev.storeward.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A folder is brought in step with another, one way. */
class SyncTest extends CtlFixture {
    private Path here;

    @BeforeEach
    void twoFiles() throws IOException {
        here = home.resolve("here");
        write("a.txt", "first");
        write("deep/b c.txt", "second");
    }

    private void write(String name, String content) throws IOException {
        Path file = here.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String last(CtlRun run) {
        return run.done().lines().getLast();
    }

    private CtlRun up(String... options) {
        return member(with(options, here.toString(), "sw:backup/"));
    }

    private static String[] with(String[] options, String from, String to) {
        String[] line = new String[options.length + 3];
        line[0] = "sync";
        line[1] = from;
        line[2] = to;
        System.arraycopy(options, 0, line, 3, options.length);
        return line;
    }

    @Test
    void onlyWhatChangedIsSentAndNothingDeletedUnasked() throws IOException {
        assertThat(last(up())).isEqualTo("2 sent, 0 the same, 0 deleted.");
        assertThat(last(up())).isEqualTo("0 sent, 2 the same, 0 deleted.");

        write("a.txt", "FIRST");
        Files.delete(here.resolve("deep/b c.txt"));
        assertThat(last(up())).isEqualTo("1 sent, 0 the same, 0 deleted.");
        assertThat(member("ls", "-r", "sw:backup/").done().lines()).hasSize(3);
    }

    @Test
    void whatIsGoneOrReplacedIsDeletedWhereThatIsAsked() throws IOException {
        up().done();
        write("a.txt", "FIRST");
        Files.delete(here.resolve("deep/b c.txt"));

        assertThat(up("--delete", "--dry-run").done().out())
                .contains("would send sw:backup/a.txt\n")
                .contains("would delete sw:backup/a_")
                .contains("would delete sw:backup/deep/b_c_");
        refused(up("--delete"), 2, "2 files, 11 B will be deleted for good at the server");
        assertThat(member("ls", "-r", "sw:backup/").done().lines()).hasSize(2);

        assertThat(last(up("--delete", "--yes"))).isEqualTo("1 sent, 0 the same, 2 deleted.");
        assertThat(member("ls", "-r", "sw:backup/").done().lines())
                .singleElement()
                .asString()
                .startsWith("backup/a_");
    }

    @Test
    void theNewestOfEachNameIsFetched() throws IOException {
        up().done();
        write("a.txt", "newest");
        up().done();
        Path there = home.resolve("there");
        Files.createDirectories(there);
        Files.writeString(there.resolve("own.txt"), "stays");

        assertThat(last(member("sync", "sw:backup/", there.toString())))
                .isEqualTo("2 fetched, 0 the same, 0 deleted.");
        assertThat(there.resolve("a.txt")).hasContent("newest");
        assertThat(there.resolve("deep/b_c.txt")).hasContent("second");
        assertThat(last(member("sync", "sw:backup/", there.toString())))
                .isEqualTo("0 fetched, 2 the same, 0 deleted.");

        refused(
                member("sync", "sw:backup/", there.toString(), "--delete"),
                2,
                "1 file will be deleted on this disk: " + there.resolve("own.txt"));
        assertThat(last(member("sync", "sw:backup/", there.toString(), "--delete", "--yes")))
                .isEqualTo("0 fetched, 2 the same, 1 deleted.");
        assertThat(there.resolve("own.txt")).doesNotExist();
    }

    @Test
    void filesOfOneSizeAreToldApartByTheirContentUnlessToldOtherwise() throws IOException {
        up().done();
        write("a.txt", "thirs");

        assertThat(last(up("--size-only"))).isEqualTo("0 sent, 2 the same, 0 deleted.");
        assertThat(last(up())).isEqualTo("1 sent, 1 the same, 0 deleted.");
    }

    @Test
    void wrongLinesAreToldInOneSentence() {
        refused(member("sync", here.toString(), "there"), 2, "must begin with sw:");
        refused(member("sync", "sw:a", "sw:b"), 2, "must begin with sw:");
        refused(member("sync", here + "-none", "sw:"), 2, "is not a folder.");
        assertThat(List.of(member("sync", here.toString()).exitCode())).containsExactly(2);
    }
}
