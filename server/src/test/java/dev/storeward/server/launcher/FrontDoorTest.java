package dev.storeward.server.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./storeward} says and does before any of our Java runs. */
class FrontDoorTest {
    @TempDir private Path disk;
    private Path clone;
    private Path elsewhere;

    /**
     * A fresh clone, a JDK that only tells its data folder, and a Maven that is seen when called.
     */
    @BeforeEach
    void freshClone() throws IOException {
        clone = Files.createDirectories(disk.resolve("clone"));
        elsewhere = Files.createDirectories(disk.resolve("elsewhere"));
        Files.copy(Path.of("..", "storeward"), clone.resolve("storeward"));
        Files.copy(Path.of("..", "pom.xml"), clone.resolve("pom.xml"));
        Files.createDirectories(clone.resolve("server/src/main"));
        Files.writeString(clone.resolve("server/pom.xml"), "");
        maven("touch called");
        program(disk.resolve("jdk/bin/java"), "echo \"data: $STOREWARD_DATA\"; echo \"$@\"");
        program(disk.resolve("jdk/bin/javac"), "exit 1");
        Files.writeString(disk.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/usr/bin/env bash\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void maven(String does) throws IOException {
        program(clone.resolve("mvnw"), does);
    }

    /** What a build leaves of a module. */
    private static String builds(String module) {
        return "mkdir -p "
                + module
                + "/target/lib && touch "
                + module
                + "/target/storeward-"
                + module
                + "-1.jar "
                + module
                + "/target/lib/a.jar";
    }

    private record Ended(int code, String out, String err) {}

    private Ended storeward(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("bash", clone.resolve("storeward").toString()));
        line.addAll(List.of(words));
        Path out = disk.resolve("out");
        Path err = disk.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(elsewhere.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("STOREWARD_"));
        builder.environment().put("STOREWARD_JAVA_OPTS", "-XX:AOTMode=off");
        builder.environment().put("JAVA_HOME", disk.resolve("jdk").toString());
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private List<String> inClone() throws IOException {
        try (Stream<Path> files = Files.list(clone)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "backup", "restore", "test", "bench", "ctl"})
    void helpAndVersionOfEachCommandNeitherBuildNorStart(String command) throws Exception {
        Ended help = storeward(command, "--help");
        Ended version = storeward(command, "--version");

        assertThat(help.code()).isZero();
        assertThat(help.out()).startsWith("Usage: storeward ");
        assertThat(help.err()).isEmpty();
        assertThat(version.code()).isZero();
        assertThat(version.out()).matches("storeward [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\n");
        assertThat(inClone()).containsExactly("mvnw", "pom.xml", "server", "storeward");
    }

    @Test
    void theWholeHasHelpAndAVersionToo() throws Exception {
        assertThat(storeward("--help").out()).startsWith("Usage: storeward COMMAND");
        assertThat(storeward("--version").out()).isEqualTo(storeward("serve", "--version").out());
        assertThat(storeward("ctl").code()).isEqualTo(2);
        assertThat(storeward("ctl", "tenants", "create", "--help").out())
                .contains("docs/ctl.md has every command");
        Ended unknown = storeward("sevre");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).startsWith("Usage: storeward COMMAND");
        assertThat(inClone()).containsExactly("mvnw", "pom.xml", "server", "storeward");
    }

    @Test
    void aBuildSaysHowFarItIs() throws Exception {
        maven(
                "echo '[INFO] Building Storeward :: core 0.1.0-SNAPSHOT            [4/12]'; sleep 7; "
                        + builds("server"));

        Ended first = storeward("serve");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err())
                .isEqualTo(
                        "Building Storeward; the first time takes a few minutes.\nBuilding: core, 4 of 12, 5 s\n");
        assertThat(storeward("serve").err()).as("is built").isEmpty();
    }

    @Test
    void aBuildThatFailedSaysWhy() throws Exception {
        maven("echo '[INFO] working'; echo '[ERROR] no such symbol'; exit 1");

        Ended failed = storeward("serve");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err())
                .contains(
                        "[ERROR] no such symbol\nstoreward: the build failed; its messages are above")
                .doesNotContain("[INFO] working");
        assertThat(failed.out()).isEmpty();
    }

    @Test
    void theDataFolderDoesNotDependOnWhereItIsStartedFrom() throws Exception {
        maven(builds("server"));

        assertThat(storeward("serve").out()).startsWith("data: " + clone.resolve("data") + "\n");
        assertThat(storeward("backup", "--to", "f").out())
                .startsWith("data: " + clone.resolve("data") + "\n");
        assertThat(storeward("serve", "--data", "own").out()).startsWith("data: \n");
    }

    @Test
    void anInstallationWhereItIsStartedFromIsNotPassedOverInSilence() throws Exception {
        Files.createDirectories(elsewhere.resolve("data"));
        Files.writeString(elsewhere.resolve("data/master.key"), "key");
        maven(builds("server"));

        Ended refused = storeward("serve");

        Path old = elsewhere.toRealPath().resolve("data");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo(
                        "storeward: STOREWARD_DATA: "
                                + old
                                + " holds an installation, and the default is "
                                + clone.resolve("data")
                                + ". Say --data "
                                + old
                                + ", or move it there.\n");
        assertThat(storeward("serve", "--data=" + old).code()).isZero();
    }
}
