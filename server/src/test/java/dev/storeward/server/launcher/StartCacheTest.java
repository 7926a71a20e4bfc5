package dev.storeward.server.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.launcher.SmallInstallation.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache of classes and profiles makes starts faster, and no start needs it. */
class StartCacheTest {
    @TempDir private Path disk;
    private SmallInstallation installation;

    @BeforeEach
    void build() throws IOException {
        installation = new SmallInstallation(disk);
    }

    private Start starts() throws Exception {
        Start start = installation.start();
        assertThat(start.code()).as(start.err()).isZero();
        assertThat(start.out()).startsWith("ready ");
        assertThat(start.out().lines()).as("nothing but what the server says").hasSize(1);
        return start;
    }

    @Test
    void theFirstStartMakesItAndEachUsesIt() throws Exception {
        Start first = starts();
        Start second = starts();

        assertThat(first.trained()).isTrue();
        assertThat(first.fromCache()).isTrue();
        assertThat(second.err()).isEmpty();
        assertThat(second.fromCache()).isTrue();
        assertThat(second.out()).contains("-XX:AOTCache=" + installation.cache());
    }

    @Test
    void nothingOfTheTrainingStaysButTheCacheAndItsLog() throws Exception {
        starts();

        try (var files = Files.list(installation.folder())) {
            assertThat(files)
                    .containsExactlyInAnyOrder(
                            installation.cache(), installation.folder().resolve("training.log"));
        }
    }

    @Test
    void aTruncatedOneIsPassedOver() throws Exception {
        starts();
        installation.truncate(installation.cache());

        Start start = starts();

        assertThat(start.fromCache()).isFalse();
        assertThat(start.err()).isEmpty();
    }

    @Test
    void aFileThatIsNoneIsPassedOver() throws Exception {
        starts();
        installation.garble(installation.cache());

        Start start = starts();

        assertThat(start.fromCache()).isFalse();
        assertThat(start.err()).isEmpty();
    }

    @Test
    void oneThatWasRemovedIsMadeAgain() throws Exception {
        starts();
        Files.delete(installation.cache());

        assertThat(starts().trained()).isTrue();
        assertThat(starts().fromCache()).isTrue();
    }

    @Test
    void oneOfAnotherJdkIsReplaced() throws Exception {
        starts();
        Path old = installation.cache();
        installation.changeJdk();

        assertThat(starts().trained()).isTrue();
        assertThat(installation.caches()).hasSize(1).doesNotContain(old);
    }

    @Test
    void oneOfOtherJarsIsReplaced() throws Exception {
        starts();
        installation.addJar("b.jar");

        assertThat(starts().trained()).isTrue();
        assertThat(installation.caches()).hasSize(1);
        assertThat(starts().fromCache()).isTrue();
    }

    @Test
    void oneOlderThanAJarIsReplaced() throws Exception {
        starts();
        installation.rebuild();

        assertThat(starts().trained()).isTrue();
        assertThat(starts().fromCache()).isTrue();
    }

    @Test
    void aTrainingThatFailedIsNotTriedAgain() throws Exception {
        installation.with("FAILING", "yes");

        Start first = starts();
        Start second = starts();

        assertThat(first.err()).contains("that failed and is left out");
        assertThat(first.fromCache()).isFalse();
        assertThat(installation.folder().resolve("training.log")).content().contains("in training");
        assertThat(installation.caches()).isEmpty();
        assertThat(second.err()).isEmpty();
    }

    @Test
    void whoSetsOptionsOfSuchACacheIsLeftAlone() throws Exception {
        installation.with("STOREWARD_JAVA_OPTS", "-XX:AOTMode=off");

        assertThat(starts().trained()).isFalse();
        assertThat(installation.folder()).doesNotExist();
    }

    @Test
    void anInstallationThatCannotBeWrittenIntoStartsWithout() throws Exception {
        // What keeps root out too: the place is taken by a file.
        Files.writeString(installation.folder(), "");

        Start start = starts();

        assertThat(start.err()).isEmpty();
        assertThat(installation.folder()).isEmptyFile();
    }

    @Test
    void aReadOnlyInstallationIsNotWrittenInto() throws Exception {
        List<Path> before = listed();
        Files.setPosixFilePermissions(
                installation.target(), PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            Start start = starts();

            if (!Files.isWritable(installation.target())) {
                assertThat(start.err()).isEmpty();
                assertThat(listed()).isEqualTo(before);
            }
        } finally {
            Files.setPosixFilePermissions(
                    installation.target(), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private List<Path> listed() throws IOException {
        try (var files = Files.walk(installation.target())) {
            return files.sorted().toList();
        }
    }
}
