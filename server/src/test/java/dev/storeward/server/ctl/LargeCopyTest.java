package dev.storeward.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private CtlRun overTheLine(String... args) {
        return run(line.endpoint().toString(), member.key(), args);
    }

    private long notes() throws IOException {
        Path folder = home.resolve(".local/state/storeward/uploads");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> notes = Files.list(folder)) {
            return notes.count();
        }
    }

    @Test
    void anUploadThatIsCutGoesOnWhereItBrokeOff() throws IOException {
        line.setOnce(new Fault.CutRequest(30 << 20));

        String stored = overTheLine("cp", large.toString(), "sw:").done().out().strip();

        assertThat(member("stat", stored).done().lines().get(1))
                .startsWith("50.0 MiB (52428800 bytes)");
        assertThat(notes()).isZero();
    }

    @Test
    void anUploadThatWasGivenUpGoesOnWithTheNextRun() throws IOException {
        line.set(new Fault.CutRequest(20 << 20));
        // Each connection dies after 20 MiB: the run goes on until all is there, or the line is
        // dead.
        line.setOnce(new Fault.CutRequest(20 << 20));
        line.set(new Fault.Refuse());
        refused(
                overTheLine("cp", large.toString(), "sw:"),
                3,
                "The same command may be sent again.");
        assertThat(notes()).isZero();
    }

    @Test
    void aDownloadInPartsThatIsCutGoesOnWithTheNextRun() throws IOException {
        member("cp", large.toString(), "sw:").done();
        Path back = home.resolve("back.bin");
        line.set(new Fault.CutReply(3 << 20));

        CtlRun cut = overTheLine("cp", "sw:large.bin", back.toString());

        if (cut.exitCode() != 0) {
            cut.refused(3, "");
            assertThat(back).doesNotExist();
            assertThat(home.resolve("back.bin.part")).exists();
        }
        line.set(new Fault.None());
        overTheLine("cp", "sw:large.bin", back.toString()).done();
        assertThat(Files.mismatch(large, back)).isEqualTo(-1);
        assertThat(home.resolve("back.bin.part")).doesNotExist();
        assertThat(home.resolve("back.bin.parts")).doesNotExist();
    }
}
