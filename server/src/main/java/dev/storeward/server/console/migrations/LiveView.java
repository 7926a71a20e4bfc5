package dev.storeward.server.console.migrations;

import dev.storeward.core.migration.Migration;
import java.util.List;

/** The part of a migration's page that changes while it works. */
public record LiveView(Migration migration, List<Bar> bars) {
    public LiveView {
        bars = List.copyOf(bars);
    }

    /**
     * Files in one state.
     *
     * @param percent of the bytes, or of the files where there are no bytes; 0 to 100
     */
    public record Bar(String name, long files, long bytes, int percent) {}

    /** What the migration does, in words. */
    public String state() {
        return migration.state().wireName().replace('_', ' ');
    }
}
