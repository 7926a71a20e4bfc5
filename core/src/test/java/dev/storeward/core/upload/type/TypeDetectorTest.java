package dev.storeward.core.upload.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.upload.type.Heads.Head;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.tika.Tika;
import org.apache.tika.mime.MimeTypes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file begins with, the type is the one that Tika tells by trying all its rules. */
class TypeDetectorTest {
    private static final Tika TIKA = new Tika();
    private static final TypeDetector DETECTOR = new TypeDetector();

    static List<Head> heads() throws IOException {
        return Heads.all();
    }

    @ParameterizedTest
    @MethodSource("heads")
    @DisplayName("a file of a known type is told")
    void knownTypesAreTold(Head head) {
        assertThat(DETECTOR.type(head.bytes(), head.name())).isEqualTo(head.type());
        assertAsTika(head.bytes(), head.name());
    }

    @Test
    @DisplayName("the known types are many")
    void knownTypesAreMany() throws IOException {
        assertThat(Heads.all().stream().map(Head::type).distinct().count()).isGreaterThan(250);
    }

    @Test
    @DisplayName("what any of Tika's rules wants is told as Tika tells it")
    void eachRuleIsKept() throws Exception {
        List<byte[]> samples = RuleSamples.all();
        assertThat(samples.size()).isGreaterThan(1000);
        for (byte[] sample : samples) {
            assertAsTika(sample, "sample");
            byte[] longer = Arrays.copyOf(sample, 512);
            assertAsTika(longer, "sample.txt");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @DisplayName("random bytes are told as Tika tells them")
    void randomBytesAreTold(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[random.nextInt(512)];
            int range = List.of(256, 128, 32, 4).get(i % 4);
            int lowest = i % 8 < 4 ? 0 : 10;
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (lowest + random.nextInt(range));
            }
            assertAsTika(bytes, "sample");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8, 9})
    @DisplayName("files that were cut, changed, joined or renamed are told as Tika tells them")
    void mutatedFilesAreTold(long seed) throws IOException {
        Random random = new Random(seed);
        List<Head> heads = Heads.all();
        for (Head head : heads) {
            Head other = heads.get(random.nextInt(heads.size()));
            assertAsTika(mutated(head.bytes(), other.bytes(), random), other.name());
        }
    }

    private static byte[] mutated(byte[] head, byte[] other, Random random) {
        int length = 1 + random.nextInt(512);
        byte[] bytes = Arrays.copyOf(head, length);
        switch (random.nextInt(4)) {
            case 0 -> Arrays.fill(bytes, Math.min(head.length, length), length, (byte) ' ');
            case 1 -> bytes[random.nextInt(Math.min(length, 16))] = (byte) random.nextInt(256);
            case 2 -> {
                int at = random.nextInt(length);
                System.arraycopy(other, 0, bytes, at, Math.min(other.length, length - at));
            }
            default -> {
                int shift = Math.min(1 + random.nextInt(4), length);
                System.arraycopy(bytes, 0, bytes, shift, length - shift);
                Arrays.fill(bytes, 0, shift, (byte) '\n');
            }
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a.PDF",
                "Makefile",
                "rdf",
                "a_b.txt",
                "i_x.txt",
                "a.tar.gz",
                "a b.csv",
                "http://host/a.php",
                "http://host",
                "dir/",
                "x:y",
                "%zz.png",
                "a.unknown",
                ".html"
            })
    @DisplayName("a name counts as much as Tika lets it count")
    void namesCountAsTikaLetsThem(String name) throws IOException {
        assertAsTika(new byte[0], name);
        for (Head head : Heads.all()) {
            assertAsTika(head.bytes(), name);
        }
    }

    @Test
    @DisplayName("of Tika's 849 rules a random file leads to few")
    void fewRulesAreTried() {
        RuleIndex index = new RuleIndex(RuleReader.read(MimeTypes.getDefaultMimeTypes()));
        Random random = new Random(10);
        long tried = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[512];
            random.nextBytes(bytes);
            tried += index.candidates(bytes).cardinality();
        }
        assertThat(tried).isLessThan(20_000);
    }

    private static void assertAsTika(byte[] bytes, String name) {
        assertThat(DETECTOR.type(bytes, name))
                .as("%s named %s", Arrays.toString(bytes), name)
                .isEqualTo(TIKA.detect(bytes, name));
        assertThat(DETECTOR.type(bytes))
                .as("%s", Arrays.toString(bytes))
                .isEqualTo(TIKA.detect(bytes));
    }
}
