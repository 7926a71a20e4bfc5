package dev.storeward.core.backend.location;

import dev.storeward.core.backend.location.FolderTable.Folder;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.store.local.LocalStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders of this machine that hold files: those below the data folder are found again when it
 * was moved or copied, and none is taken for an empty one when it is gone.
 */
public final class DataFolder {
    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
    private static final UUID FIRST = new UUID(0, 0);
    private static final int PAGE = 500;
    private static final int NAMED = 1_000;

    private final Tx tx;
    private final Path folder;
    private final boolean holdsDatabase;

    /**
     * @param folder of this start, absolute
     * @param holdsDatabase whether the database lies in it, and so was moved or copied with it
     */
    public DataFolder(Tx tx, Path folder, boolean holdsDatabase) {
        this.tx = tx;
        this.folder = real(folder);
        this.holdsDatabase = holdsDatabase;
    }

    /**
     * Has the places below the data folder of the last start lie below this one's. Where the
     * database lies elsewhere, only those that are gone there and are found here: nodes have data
     * folders of their own. Answers how many places followed.
     */
    public int follow() {
        return tx.forSystem()
                .transaction(sql -> {
                    LocationTable.lock(sql);
                    Optional<String> before = FolderTable.dataFolder(sql);
                    String now = folder.toString();
                    FolderTable.recordDataFolder(sql, now);
                    if (before.isEmpty() || before.get().equals(now)) {
                        return 0;
                    }
                    int followed = follow(sql, before.get());
                    if (followed > 0) {
                        LOG.info(
                                "The data folder lay in {} and lies in {} now: {} places below it follow",
                                before.get(),
                                now,
                                followed);
                    }
                    return followed;
                });
    }

    private int follow(Sql sql, String before) {
        int followed = 0;
        UUID after = FIRST;
        while (true) {
            List<Folder> page = FolderTable.below(sql, before, after, PAGE);
            for (Folder place : page) {
                Path here = folder.resolve(Path.of(before).relativize(Path.of(place.path())));
                if (holdsDatabase
                        || (LocalStore.isEmpty(Path.of(place.path()))
                                && !LocalStore.isEmpty(here))) {
                    FolderTable.move(sql, place.location(), here.toString());
                    followed++;
                }
            }
            if (page.size() < PAGE) {
                return followed;
            }
            after = page.getLast().location();
        }
    }

    /**
     * The folders that are gone, or empty, although files lie in them by what the database knows: a
     * disk that is not mounted, or a database that was restored without its files.
     */
    public List<Path> missing() {
        List<Path> missing = new ArrayList<>();
        for (String path : tx.forSystem().statement(sql -> FolderTable.inUse(sql, NAMED))) {
            if (LocalStore.isEmpty(Path.of(path))) {
                missing.add(Path.of(path));
            }
        }
        return missing;
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder.toAbsolutePath().normalize();
        }
    }
}
