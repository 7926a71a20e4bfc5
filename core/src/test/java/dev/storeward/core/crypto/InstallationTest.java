package dev.storeward.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final CryptoDatabase database = CryptoDatabase.create();
    private final Path folder;
    private final Path file;

    InstallationTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = folder.resolve("master.key");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void foundsItselfOnceWithANewMasterKey() {
        Installation first = open(file);
        Installation second = open(file);

        assertThat(first.keyCreated()).isTrue();
        assertThat(second.keyCreated()).isFalse();
        assertThat(second.id()).isEqualTo(first.id());
        byte[] place = AssociatedData.installation(first.id(), "x");
        assertThat(second.sealer().open(first.sealer().seal(new byte[] {7}, place), place))
                .containsExactly(7);
    }

    @Test
    void takesTheKeyFileThatIsThereAtTheFirstStart() {
        MasterKeys given = MasterKeys.create(file, RANDOM, InstantSource.system());

        Installation founded = open(file);

        assertThat(founded.keyCreated()).isFalse();
        assertThat(founded.sealer().currentKeyId()).isEqualTo(given.newest().id());
    }

    @Test
    void neverMakesAnotherKeyWhenTheFileIsLost() throws IOException {
        String id = open(file).sealer().currentKeyId();
        Files.delete(file);

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(MasterKeyException.class)
                .hasMessage(
                        "The master key file %s is missing, and this installation's secrets are"
                                + " sealed under %s: restore it from its backup, or name where it"
                                + " lies with STOREWARD_MASTER_KEY_FILE.",
                        file, id);
        assertThat(file).doesNotExist();
    }

    @Test
    void refusesAFileThatHoldsAnotherKey() {
        String id = open(file).sealer().currentKeyId();
        Path other = folder.resolve("other.key");
        MasterKeys.create(other, RANDOM, InstantSource.system());

        assertThatThrownBy(() -> open(other))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageStartingWith(
                        "The master key file " + other + " does not hold the key " + id + ": ");
    }

    @Test
    void refusesAnotherKeyUnderTheRightName() throws IOException {
        String id = open(file).sealer().currentKeyId();
        Files.writeString(
                file, id + " 2026-01-01T00:00:00Z AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageStartingWith(
                        "The key " + id + " in " + file + " is not the one this installation was");
    }

    @Test
    void keepsToTheKeyThatTheDatabaseNamesWhenTheFileHoldsANewerOne() throws IOException {
        String id = open(file).sealer().currentKeyId();
        Files.writeString(
                file,
                Files.readString(file)
                        + "mk_next 2030-01-01T00:00:00Z"
                        + " AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");

        Installation again = open(file);

        assertThat(again.keys().newest().id()).isEqualTo("mk_next");
        assertThat(again.sealer().currentKeyId()).isEqualTo(id);
    }

    @Test
    void foundsOneInstallationWhenSeveralNodesStartAtOnce() throws Exception {
        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Installation>> starts =
                    IntStream.range(0, 8)
                            .<Callable<Installation>>mapToObj(i -> () -> open(file))
                            .toList();
            Set<String> ids = new HashSet<>();
            int created = 0;
            for (Future<Installation> start : nodes.invokeAll(starts)) {
                ids.add(start.get().id() + " " + start.get().sealer().currentKeyId());
                created += start.get().keyCreated() ? 1 : 0;
            }
            assertThat(ids).hasSize(1);
            assertThat(created).isEqualTo(1);
        }
    }

    private Installation open(Path keyFile) {
        return Installation.open(database.tx(), keyFile, RANDOM, InstantSource.system());
    }
}
