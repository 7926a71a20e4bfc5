package dev.storeward.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeysTest {
    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01Z");
    private static final String OTHER_LINE =
            "mk_second 2026-06-01T00:00:00Z AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";

    private final Path folder;
    private final Path file;

    MasterKeysTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = folder.resolve("keys/master.key");
    }

    @Test
    void makesAFileOfOneKeyThatItsOwnerAloneMayRead() throws IOException {
        MasterKeys made = make();

        assertThat(mode(file)).isEqualTo("rw-------");
        MasterKeys loaded = MasterKeys.load(file);
        assertThat(loaded.newest().id()).isEqualTo(made.newest().id()).matches("mk_[0-9a-f]{16}");
        assertThat(loaded.newest().createdAt()).isEqualTo(NOW);
        assertThat(loaded.newest().secret()).isEqualTo(made.newest().secret());
        assertThat(loaded.newest().secret().getEncoded()).hasSize(32);
        try (Stream<Path> files = Files.list(file.resolveSibling("."))) {
            assertThat(files).as("nothing temporary is left").hasSize(1);
        }
    }

    @Test
    void neverWritesOverAKey() throws IOException {
        make();
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(this::make).isInstanceOf(MasterKeyException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void holdsSeveralKeysOfWhichTheLastIsTheNewest() throws IOException {
        String first = make().newest().id();
        Files.writeString(file, Files.readString(file) + "\n# the second key\n" + OTHER_LINE);

        MasterKeys keys = MasterKeys.load(file);
        assertThat(keys.newest().id()).isEqualTo("mk_second");
        assertThat(keys.find(first)).isPresent();
        assertThat(keys.find("mk_third")).isEmpty();
    }

    @Test
    void addsAKeyBehindTheOthersAndLeavesTheRestOfTheFileAsItIs() throws IOException {
        String first = make().newest().id();
        Files.writeString(file, Files.readString(file) + "\n# no end of line");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        String before = Files.readString(file);

        MasterKeys added = add(file);

        assertThat(added.all()).extracting(MasterKey::id).hasSize(2).startsWith(first);
        assertThat(Files.readString(file)).startsWith(before + "\n" + added.newest().id() + " ");
        assertThat(mode(file)).isEqualTo("r--------");
        assertThat(MasterKeys.load(file).newest().secret()).isEqualTo(added.newest().secret());
        assertThat(added.newest().secret()).isNotEqualTo(added.all().getFirst().secret());
        try (Stream<Path> files = Files.list(file.resolveSibling("."))) {
            assertThat(files).as("nothing temporary is left").hasSize(1);
        }
    }

    @Test
    void addsAKeyBehindALinkToTheFile() throws IOException {
        make();
        Path link = folder.resolve("link.key");
        Files.createSymbolicLink(link, file);

        MasterKeys added = add(link);

        assertThat(link).isSymbolicLink();
        assertThat(MasterKeys.load(file).newest().id()).isEqualTo(added.newest().id());
    }

    @Test
    void addsNothingToAFileThatIsDamagedOrOpenToOthers() throws IOException {
        make();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        String before = Files.readString(file);

        assertThatThrownBy(() -> add(file)).isInstanceOf(MasterKeyException.class);
        assertThat(Files.readString(file)).isEqualTo(before);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "damaged\n");
        assertThatThrownBy(() -> add(file)).isInstanceOf(MasterKeyException.class);
        assertThat(Files.readString(file)).isEqualTo("damaged\n");
    }

    @Test
    void countsAKeyThatIsThereTwiceOnceAndRefusesTwoOfOneName() throws IOException {
        make();
        Files.writeString(file, OTHER_LINE + OTHER_LINE);
        assertThat(MasterKeys.load(file).all()).hasSize(1);

        Files.writeString(file, OTHER_LINE + OTHER_LINE.replace("AAEC", "BBEC"));
        assertThatThrownBy(() -> MasterKeys.load(file))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("is damaged");
    }

    private static MasterKeys add(Path path) {
        return MasterKeys.add(path, new SecureRandom(), InstantSource.fixed(NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
    void refusesAFileThatIsOpenToOthers(String mode) throws IOException {
        make();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> MasterKeys.load(file))
                .isInstanceOf(MasterKeyException.class)
                .hasMessage(
                        "The master key file %s is open to others (%s): chmod 600 it, and consider"
                                + " who may have read it.",
                        file, mode);
    }

    @Test
    void acceptsAFileThatNotEvenItsOwnerMayWrite() throws IOException {
        String id = make().newest().id();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

        assertThat(MasterKeys.load(file).newest().id()).isEqualTo(id);
    }

    @Test
    void namesTheFileThatIsMissing() {
        assertThatThrownBy(() -> MasterKeys.load(file))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageStartingWith("The master key file " + file + " is missing: restore it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# a comment alone\n",
                "mk_1 2026-06-01T00:00:00Z\n",
                "mk_1 yesterday AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
                "mk_1 2026-06-01T00:00:00Z c2hvcnQ=\n",
                "mk_1 2026-06-01T00:00:00Z !!!\n",
                "mk/1 2026-06-01T00:00:00Z AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
            })
    void refusesADamagedFileWithoutQuotingIt(String text) throws IOException {
        make();
        Files.writeString(file, text);

        assertThatThrownBy(() -> MasterKeys.load(file))
                .isInstanceOf(MasterKeyException.class)
                .hasNoCause()
                .hasMessage("The master key file %s is damaged: restore it from its backup.", file);
    }

    @Test
    void printsNoKey() {
        MasterKeys keys = make();
        String id = keys.newest().id();
        String secret = keys.newest().base64();

        assertThat(keys.newest().toString())
                .isEqualTo("MasterKey[" + id + ", created 2026-05-04T03:02:01Z]");
        assertThat(List.of(keys.toString(), keys.newest().toString()))
                .allSatisfy(text -> assertThat(text).contains(id).doesNotContain(secret));
        assertThat(folder).isDirectory();
    }

    private MasterKeys make() {
        return MasterKeys.create(file, new SecureRandom(), InstantSource.fixed(NOW));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
