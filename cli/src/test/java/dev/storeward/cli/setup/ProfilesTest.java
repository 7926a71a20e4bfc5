package dev.storeward.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.cli.Ctl;
import dev.storeward.cli.command.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers and keys are kept where nobody else can read them. */
class ProfilesTest {
    private static final String KEY = "sw_abcdefghijklmnopqrstuvwxyz";

    @TempDir private Path home;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new Ctl(
                        Map.of("HOME", home.toString()),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        Terminal.NOBODY,
                        pause -> {})
                .execute(args);
    }

    private Path file() {
        return home.resolve(".config/storeward/profiles.json");
    }

    private int add(String name, String url) throws IOException {
        Path key = Files.writeString(home.resolve("key"), KEY + "\n");
        return run("profile", "add", name, "--url", url, "--key-file", key.toString());
    }

    @Test
    void aProfileIsKeptInAFileOfItsOwnersAlone() throws IOException {
        assertThat(add("prod", "https://storage.example.com")).isZero();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        assertThat(Files.readString(file())).contains(KEY);
    }

    @Test
    void keysAreNeverListed() throws IOException {
        add("prod", "https://storage.example.com");
        add("test", "http://127.0.0.1:9000");

        assertThat(run("profile", "list")).isZero();

        assertThat(out.toString())
                .isEqualTo(
                        "* prod\thttps://storage.example.com\t\n  test\thttp://127.0.0.1:9000\t\n");
        assertThat(run("profile", "list", "--json")).isZero();
        assertThat(out.toString()).doesNotContain(KEY);
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        add("prod", "https://storage.example.com");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));

        assertThat(run("whoami")).isEqualTo(2);

        assertThat(err.toString())
                .isEqualTo(
                        "storeward: "
                                + file()
                                + " holds keys and others may read it. Run: chmod 600 "
                                + file()
                                + "\n");
    }

    @Test
    void theOneInUseIsChangedAndForgotten() throws IOException {
        add("prod", "http://127.0.0.1:1");
        add("test", "http://127.0.0.1:2");
        assertThat(run("profile", "use", "test")).isZero();
        assertThat(run("profile", "list")).isZero();
        assertThat(out.toString()).contains("* test");

        assertThat(run("whoami")).isEqualTo(3);
        assertThat(err.toString()).contains("No server answers at http://127.0.0.1:2.");
        assertThat(run("whoami", "--profile", "prod")).isEqualTo(3);
        assertThat(err.toString()).contains("No server answers at http://127.0.0.1:1.");

        assertThat(run("profile", "remove", "test")).isZero();
        assertThat(run("whoami")).isEqualTo(2);
        assertThat(err.toString()).contains("STOREWARD_KEY must hold an API key, or a profile");
        assertThat(run("profile", "use", "test")).isEqualTo(2);
        assertThat(err.toString()).contains("There is no profile test. There are: prod.");
    }

    @Test
    void whatCannotBeRightIsNotKept() throws IOException {
        assertThat(add("prod", "storage.example.com")).isEqualTo(2);
        assertThat(err.toString()).startsWith("storeward: --url: must be the address of a server");
        assertThat(add("a b", "http://127.0.0.1:1")).isEqualTo(2);
        assertThat(run("profile", "add", "prod", "--url", "http://127.0.0.1:1")).isEqualTo(2);
        assertThat(err.toString()).contains("Say where the key is: --key-file FILE");
        assertThat(file()).doesNotExist();
    }
}
