package dev.storeward.store.azure.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetadataNamesTest {
    private static final String LETTERS = "ab01-";

    @ParameterizedTest
    @CsvSource({
        "sw-object, sw__object",
        "plain, plain",
        "1st, _1st",
        "-1st, __1st",
        "--1st, ____1st",
        "a-1, a__1",
        "a--b-, a____b__"
    })
    void aNameBecomesAnIdentifierAndComesBack(String name, String identifier) {
        assertThat(MetadataNames.toAzure(name)).isEqualTo(identifier);
        assertThat(MetadataNames.fromAzure(identifier)).isEqualTo(name);
    }

    @Test
    void noTwoNamesBecomeOne() {
        Random random = new Random(7);
        Set<String> names = new HashSet<>();
        Set<String> identifiers = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            StringBuilder name = new StringBuilder();
            int length = 1 + random.nextInt(6);
            for (int j = 0; j < length; j++) {
                name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            String identifier = MetadataNames.toAzure(name.toString());
            names.add(name.toString());
            identifiers.add(identifier);
            assertThat(identifier).matches("[A-Za-z_][A-Za-z0-9_]*");
            assertThat(MetadataNames.fromAzure(identifier)).isEqualTo(name.toString());
        }
        assertThat(identifiers).hasSameSizeAs(names);
    }

    @Test
    void whatAProxyDidToTheCaseIsUndone() {
        assertThat(MetadataNames.fromAzure("Sw__Object")).isEqualTo("sw-object");
    }
}
