package dev.storeward.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.cli.command.Terminal;
import dev.storeward.client.http.Pauses;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies of 50 MiB over lines that break. */
class LargeCopyTest extends CtlFixture {
    private static final int SIZE = 50 << 20;

    private FaultProxy line;
    private Path large;

    @BeforeEach
    void makeLargeFile() throws IOException {
        line = FaultProxy.to(server.uri("/"));
        byte[] bytes = new byte[SIZE];
        new Random(14).nextBytes(bytes);
        large = Files.write(home.resolve("large.bin"), bytes);
    }

    @AfterEach
    void cutLine() {
        line.close();
    }

    /** A run whose server is reached over the line; hears of each pause between attempts. */
    private CtlRun overTheLine(Pauses pauses, String... args) {
        return CtlRun.of(
                Map.of(
                        "HOME",
                        home.toString(),
                        "STOREWARD_URL",
                        line.endpoint().toString(),
                        "STOREWARD_KEY",
                        member.key()),
                Terminal.NOBODY,
                pauses,
                args);
    }

    /** The line dies with the first attempt that failed. */
    private void die(Duration pause) {
        line.set(new Fault.Refuse());
    }

    private List<Path> notes() throws IOException {
        Path folder = home.resolve(".local/state/storeward/uploads");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> notes = Files.list(folder)) {
            return notes.toList();
        }
    }

    private void isStoredWhole(String name) {
        assertThat(member("stat", name).done().lines().get(1))
                .startsWith("50.0 MiB (52428800 bytes)");
        assertThat(member("ls").done().lines()).hasSize(1);
    }

    @Test
    void anUploadThatIsCutGoesOnWhereItBrokeOff() throws IOException {
        line.set(new Fault.CutRequest(20 << 20));

        String stored =
                overTheLine(pause -> {}, "cp", large.toString(), "sw:").done().out().strip();

        isStoredWhole(stored);
        assertThat(notes()).isEmpty();
    }

    @Test
    void anUploadThatWasGivenUpGoesOnWithTheNextRun() throws IOException {
        line.set(new Fault.CutRequest(20 << 20));
        refused(
                overTheLine(this::die, "cp", large.toString(), "sw:"),
                3,
                "The same command may be sent again.");
        assertThat(notes()).hasSize(1);
        assertThat(member("ls").done().out()).isEmpty();

        // No connection lives for all 50 MiB, and none may fail: what came is not sent again.
        line.set(new Fault.CutRequest(40 << 20));
        String stored =
                overTheLine(
                                pause -> {
                                    throw new AssertionError("something had to be sent again");
                                },
                                "cp",
                                large.toString(),
                                "sw:")
                        .done()
                        .out()
                        .strip();

        isStoredWhole(stored);
        assertThat(notes()).isEmpty();
    }

    @Test
    void aFileThatChangedIsNotGoneOnWith() throws IOException {
        line.set(new Fault.CutRequest(20 << 20));
        refused(overTheLine(this::die, "cp", large.toString(), "sw:"), 3, "");
        byte[] other = Files.readAllBytes(large);
        other[0]++;
        Files.write(large, other);
        Files.setLastModifiedTime(large, FileTime.fromMillis(1_000));

        line.set(new Fault.None());
        String stored =
                overTheLine(pause -> {}, "cp", large.toString(), "sw:").done().out().strip();

        Path back = home.resolve("back.bin");
        member("cp", stored, back.toString()).done();
        assertThat(Files.mismatch(large, back)).isEqualTo(-1);
    }

    @Test
    void aDownloadInPartsThatIsCutGoesOnWhereItBrokeOff() throws IOException {
        member("cp", large.toString(), "sw:").done();
        Path back = home.resolve("back.bin");
        line.set(new Fault.CutReply(3 << 20));

        overTheLine(pause -> {}, "cp", "sw:large.bin", back.toString()).done();

        assertThat(Files.mismatch(large, back)).isEqualTo(-1);
    }

    @Test
    void aDownloadThatWasGivenUpGoesOnWithTheNextRun() throws IOException {
        member("cp", large.toString(), "sw:").done();
        Path back = home.resolve("back.bin");
        line.set(new Fault.CutReply(20 << 20));
        refused(
                overTheLine(this::die, "cp", "sw:large.bin", back.toString(), "--parallel", "1"),
                3,
                "");
        assertThat(back).doesNotExist();
        assertThat(home.resolve("back.bin.part")).exists();

        line.set(new Fault.None());
        long before = line.replied();
        overTheLine(pause -> {}, "cp", "sw:large.bin", back.toString()).done();

        assertThat(line.replied() - before).as("bytes that came anew").isLessThan(40 << 20);
        assertThat(Files.mismatch(large, back)).isEqualTo(-1);
        assertThat(home.resolve("back.bin.part")).doesNotExist();
        assertThat(home.resolve("back.bin.parts")).doesNotExist();
    }
}
