package dev.storeward.core.migration;

import java.util.ArrayList;
import java.util.List;

/** What happened under one seed, for whoever must find out what went wrong. */
final class ModelStory {
    private final String seedName;
    private final List<String> story = new ArrayList<>();

    ModelStory(long seed) {
        this.seedName = "-Dstoreward.seed=" + seed;
    }

    String told() {
        synchronized (story) {
            return seedName + " after " + String.join("; ", story);
        }
    }

    void tell(String what) {
        synchronized (story) {
            story.add(what);
        }
    }
}
