package dev.storeward.core.migration.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.PageRequest;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationItem;
import dev.storeward.core.migration.MigrationViews;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How many files of a migration moved, were skipped and failed, wherever that is told. */
public final class MigrationNumbers {
    private final CoreFixture core;
    private final MigrationViews views;
    private final Manifests manifests;

    public MigrationNumbers(CoreFixture core, Sealer sealer) {
        this.core = core;
        this.views = new MigrationViews(core.tx);
        this.manifests = new Manifests(core.tx, new ManifestKeys(core.tx, sealer, core.random));
    }

    private record Numbers(long migrated, long skipped, long failed) {}

    /**
     * Requires of an ended migration that its counters, its items and its manifest say the same.
     */
    public void requireOne(UUID migration, String what) {
        Migration ended = views.get(core.admin, migration);
        Numbers counted =
                new Numbers(
                        ended.progress().migratedFiles(),
                        ended.progress().skippedFiles(),
                        ended.progress().failedFiles());
        assertThat(
                        new Numbers(
                                listed(migration, MigrationItem.State.MIGRATED),
                                listed(migration, MigrationItem.State.SKIPPED),
                                listed(migration, MigrationItem.State.FAILED)))
                .as("listed of %s, %s", ended, what)
                .isEqualTo(counted);
        assertThat(inManifest(migration)).as("in the manifest, %s", what).isEqualTo(counted);
    }

    private long listed(UUID migration, MigrationItem.State state) {
        return views.items(core.admin, migration, state, new PageRequest("", 200)).items().size();
    }

    private Numbers inManifest(UUID migration) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            manifests.of(core.admin, migration).writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = out.toString(StandardCharsets.UTF_8);
        JsonNode header = JsonMapper.shared().readTree(text.substring(0, text.indexOf('\n')));
        long lines = text.lines().count() - 2;
        assertThat(header.path("files").asLong()).as("lines of files").isEqualTo(lines);
        return new Numbers(
                lines, header.path("skipped_files").asLong(), header.path("failed_files").asLong());
    }
}
