package dev.storeward.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.cli.command.Words;
import org.junit.jupiter.api.Test;

class InstallationCommandsTest {
    private static final String PLACE =
            """
            {"endpoint": "file", "bucket": "/srv/a", "prefix": "", "run": "r1", "since": "2026-11-27T10:00:00Z"}
            """;

    @Test
    void frozenPlacesThatAreNotListedAreCounted() {
        assertThat(
                        InstallationCommands.lines(
                                Words.JSON.readTree(
                                        """
                                        {"id": "i1", "state": "original", "frozen_locations": 103, "frozen": [%s, %s]}
                                        """
                                                .formatted(PLACE, PLACE))))
                .endsWith(
                        "frozen: file /srv/a , purged by the run r1 since 2026-11-27T10:00:00Z",
                        "and 101 more frozen places");
    }

    @Test
    void whereAllAreListedNoneIsCounted() {
        assertThat(
                        InstallationCommands.lines(
                                Words.JSON.readTree(
                                        """
                                        {"id": "i1", "state": "original", "frozen_locations": 1, "frozen": [%s]}
                                        """
                                                .formatted(PLACE))))
                .last()
                .asString()
                .startsWith("frozen: ");
    }
}
