package dev.storeward.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
                                Api.JSON.readTree(
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
                                Api.JSON.readTree(
                                        """
                                        {"id": "i1", "state": "original", "frozen_locations": 1, "frozen": [%s]}
                                        """
                                                .formatted(PLACE))))
                .last()
                .asString()
                .startsWith("frozen: ");
    }
}
