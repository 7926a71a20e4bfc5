package dev.storeward.core.migration.engine;

import java.io.IOException;

/** The migration, or this process, stops: what is being moved is left. */
final class StoppedException extends IOException {
    private static final long serialVersionUID = 1;

    StoppedException() {
        super("the work stops");
    }
}
