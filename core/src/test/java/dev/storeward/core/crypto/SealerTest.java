package dev.storeward.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final UUID TENANT = new UUID(1, 2);
    private static final UUID BACKEND = new UUID(3, 4);
    private static final byte[] PLACE = AssociatedData.credential(TENANT, BACKEND, "secret_key", 1);
    private static final byte[] PLAIN = "wJalrXUtnFEMI".getBytes(StandardCharsets.UTF_8);

    private final Path file;
    private final MasterKeys keys;
    private final Sealer sealer;

    SealerTest(@TempDir Path folder) {
        file = folder.resolve("master.key");
        keys = MasterKeys.create(file, RANDOM, InstantSource.system());
        sealer = new Sealer(keys, keys.newest().id(), RANDOM);
    }

    @Test
    void opensWhatItSealed() {
        assertThat(sealer.open(sealer.seal(PLAIN, PLACE), PLACE)).isEqualTo(PLAIN);
        assertThat(sealer.open(sealer.seal(new byte[0], PLACE), PLACE)).isEmpty();
    }

    @Test
    void namesItsMasterKeyAndShowsNothingOfTheValue() {
        String sealed = new String(sealer.seal(PLAIN, PLACE), StandardCharsets.ISO_8859_1);

        assertThat(sealed)
                .startsWith("\1\23" + keys.newest().id())
                .doesNotContain("wJalr")
                .hasSize(2 + 19 + 12 + PLAIN.length + 16);
    }

    @Test
    void neverSealsTheSameValueAlike() {
        assertThat(sealer.seal(PLAIN, PLACE)).isNotEqualTo(sealer.seal(PLAIN, PLACE));
    }

    @Test
    void refusesAValueThatWasMovedToAnotherPlace() {
        byte[] sealed = sealer.seal(PLAIN, PLACE);
        for (byte[] other :
                List.of(
                        AssociatedData.credential(new UUID(9, 9), BACKEND, "secret_key", 1),
                        AssociatedData.credential(TENANT, new UUID(9, 9), "secret_key", 1),
                        AssociatedData.credential(BACKEND, TENANT, "secret_key", 1),
                        AssociatedData.credential(TENANT, BACKEND, "access_key", 1),
                        AssociatedData.credential(TENANT, BACKEND, "secret_key", 2),
                        AssociatedData.tenantKey(TENANT, "secret_key"),
                        new byte[0])) {
            assertThatThrownBy(() -> sealer.open(sealed, other))
                    .isInstanceOf(CryptoException.class)
                    .hasMessage(
                            "A value sealed under %s was changed or belongs elsewhere.",
                            keys.newest().id());
        }
    }

    @Test
    void refusesAValueWithAnyBitFlippedAndAnyEndCutOff() {
        byte[] sealed = sealer.seal(PLAIN, PLACE);
        for (int i = 0; i < sealed.length; i++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] changed = sealed.clone();
                changed[i] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> sealer.open(changed, PLACE))
                        .isInstanceOf(CryptoException.class);
            }
            byte[] cut = Arrays.copyOf(sealed, i);
            assertThatThrownBy(() -> sealer.open(cut, PLACE)).isInstanceOf(CryptoException.class);
        }
    }

    @Test
    void opensValuesOfAnOlderKeyAndSealsUnderTheChosenOne() throws IOException {
        byte[] old = sealer.seal(PLAIN, PLACE);
        Files.writeString(
                file,
                "mk_next 2030-01-01T00:00:00Z AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
                StandardOpenOption.APPEND);
        MasterKeys both = MasterKeys.load(file);

        Sealer before = new Sealer(both, keys.newest().id(), RANDOM);
        Sealer after = new Sealer(both, "mk_next", RANDOM);

        assertThat(before.isCurrent(old)).isTrue();
        assertThat(after.isCurrent(old)).isFalse();
        assertThat(after.open(old, PLACE)).isEqualTo(PLAIN);
        byte[] anew = after.seal(PLAIN, PLACE);
        assertThat(after.isCurrent(anew)).isTrue();
    }

    @Test
    void looksIntoTheFileAgainForAKeyItDoesNotKnow() throws IOException {
        byte[] old = sealer.seal(PLAIN, PLACE);
        MasterKeys both = MasterKeys.add(file, RANDOM, InstantSource.system());
        byte[] anew = new Sealer(both, both.newest().id(), RANDOM).seal(PLAIN, PLACE);

        assertThat(sealer.open(anew, PLACE)).isEqualTo(PLAIN);
        assertThat(sealer.currentKeyId()).isEqualTo(keys.newest().id());
        sealer.use(both.newest().id());
        assertThat(sealer.isCurrent(anew)).isTrue();
        assertThat(sealer.open(old, PLACE)).isEqualTo(PLAIN);
    }

    @Test
    void refusesAValueWhoseKeyIsNotInTheFile() {
        MasterKeys other =
                MasterKeys.create(file.resolveSibling("other.key"), RANDOM, InstantSource.system());
        byte[] foreign = new Sealer(other, other.newest().id(), RANDOM).seal(PLAIN, PLACE);

        assertThatThrownBy(() -> sealer.open(foreign, PLACE))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageStartingWith(
                        "The master key file "
                                + file
                                + " does not hold the key "
                                + other.newest().id());
        assertThatThrownBy(() -> sealer.use(other.newest().id()))
                .isInstanceOf(MasterKeyException.class);
    }

    @Test
    void keepsAKeyThatLeftTheFileUntilTheProcessEnds() throws IOException {
        byte[] old = sealer.seal(PLAIN, PLACE);
        MasterKeys both = MasterKeys.add(file, RANDOM, InstantSource.system());
        sealer.use(both.newest().id());
        Files.writeString(
                file,
                Files.readString(file).replaceAll("(?m)^" + keys.newest().id() + " .*\n", ""));

        assertThat(sealer.reread().all()).hasSize(1);
        assertThat(sealer.open(old, PLACE)).isEqualTo(PLAIN);
    }

    @Test
    void refusesOtherBytesUnderANameItKnowsAndKeepsItsOwn() throws IOException {
        byte[] sealed = sealer.seal(PLAIN, PLACE);
        Files.writeString(
                file,
                keys.newest().id()
                        + " 2030-01-01T00:00:00Z AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");

        assertThatThrownBy(sealer::reread)
                .isInstanceOf(MasterKeyException.class)
                .hasMessage(
                        "The master key file %s holds other bytes than before under %s: restore"
                                + " the file from its backup.",
                        file, keys.newest().id());
        assertThat(sealer.open(sealed, PLACE)).isEqualTo(PLAIN);
    }

    @Test
    void givesEachListOfPartsItsOwnBytes() {
        List<byte[]> all =
                List.of(
                        AssociatedData.credential(TENANT, BACKEND, "ab", 1),
                        AssociatedData.credential(TENANT, BACKEND, "a", 1),
                        AssociatedData.credential(TENANT, BACKEND, "", 1),
                        AssociatedData.tenantKey(TENANT, "ab"),
                        AssociatedData.installation(TENANT, "ab"),
                        AssociatedData.content(TENANT, BACKEND),
                        AssociatedData.content(BACKEND, TENANT));
        Set<String> distinct = new LinkedHashSet<>();
        all.forEach(bytes -> distinct.add(Arrays.toString(bytes)));

        assertThat(distinct).hasSize(all.size());
        assertThat(AssociatedData.content(TENANT, BACKEND))
                .hasSize(33)
                .startsWith(1, 0, 0, 0, 0, 0, 0, 0, 1)
                .endsWith(0, 0, 0, 0, 0, 0, 0, 4);
    }

    @Test
    void printsTheNameOfItsKeyAlone() {
        assertThat(sealer.toString()).isEqualTo("Sealer[" + keys.newest().id() + "]");
    }
}
