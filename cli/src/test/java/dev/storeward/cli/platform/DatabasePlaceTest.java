package dev.storeward.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabasePlaceTest {
    @Test
    void aPlaceIsPartOfASentence() {
        assertThat(DatabasePlace.of("EMBEDDED 7001 - 8:1 -"))
                .isEqualTo(
                        "in the folder 8:1 (device and inode) of an embedded server, cluster 7001");
        assertThat(DatabasePlace.of("EXTERNAL 7001 storeward db:5432 10.0.0.1:5432"))
                .isEqualTo("at db:5432, database storeward, cluster 7001");
        assertThat(DatabasePlace.of("EXTERNAL backup - - -")).isEqualTo("in a backup");
    }

    @Test
    void whatIsNotKnownIsToldAsItIs() {
        assertThat(DatabasePlace.of("")).isEqualTo("at ");
        assertThat(DatabasePlace.of("CLOUD a b c d")).isEqualTo("at CLOUD a b c d");
    }
}
