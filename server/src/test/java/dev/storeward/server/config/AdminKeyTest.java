package dev.storeward.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminKeyTest {
    private static final String KEY = "key-of-a-file-0123456789-0123456789-abc";

    @TempDir private Path disk;

    private static Settings.AdminChoice read(Map<String, String> environment, String... options) {
        return SettingsReader.read(List.of(options), environment).admin();
    }

    @Test
    void aFileHoldsTheKeyInOneLine() throws IOException {
        Path file = Files.writeString(disk.resolve("key"), KEY + "\n");

        Settings.AdminChoice byOption = read(Map.of(), "--admin-key-file", file.toString());
        Settings.AdminChoice byVariable = read(Map.of("STOREWARD_ADMIN_KEY_FILE", file.toString()));

        assertThat(byOption.key().reveal()).isEqualTo(KEY);
        assertThat(byVariable.key().reveal()).isEqualTo(KEY);
        assertThat(byOption.onCommandLine()).isFalse();
    }

    @Test
    void onlyAnOptionShowsTheKeyItself() {
        assertThat(read(Map.of(), "--admin-key=" + KEY).onCommandLine()).isTrue();
        assertThat(read(Map.of("STOREWARD_ADMIN_KEY", KEY)).onCommandLine()).isFalse();
        assertThat(read(Map.of()).key().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "one\ntwo\n"})
    void aFileWithoutOneKeyIsRefused(String content) throws IOException {
        Path file = Files.writeString(disk.resolve("key"), content);

        assertThatThrownBy(() -> read(Map.of("STOREWARD_ADMIN_KEY_FILE", file.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "STOREWARD_ADMIN_KEY_FILE: "
                                + file
                                + " must hold the key in one line, and nothing else.");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = disk.resolve("nothing");

        assertThatThrownBy(() -> read(Map.of("STOREWARD_ADMIN_KEY_FILE", file.toString())))
                .hasMessage("STOREWARD_ADMIN_KEY_FILE: " + file + " cannot be read.");
    }

    @Test
    void theKeyAndAFileAreNotBothTaken() {
        assertThatThrownBy(
                        () -> read(Map.of("STOREWARD_ADMIN_KEY", KEY), "--admin-key-file", "key"))
                .hasMessage("Set STOREWARD_ADMIN_KEY or STOREWARD_ADMIN_KEY_FILE, and not both.");
    }
}
