package dev.storeward.core.backup;

import dev.storeward.core.backend.BackendAccessTable;
import dev.storeward.core.backend.BackendAccessTable.Reach;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.backup.SampleTable.Listed;
import dev.storeward.core.crypto.CryptoException;
import dev.storeward.core.db.Tx;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.Redacted;
import dev.storeward.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A look into the buckets after a restore: whether what the database names is there. */
public final class Sample {
    private static final int TENANTS = 20;
    private static final int EACH = 3;

    private final Tx tx;
    private final Stores stores;

    public Sample(Tx tx, Stores stores) {
        this.tx = tx;
        this.stores = stores;
    }

    /**
     * What was found.
     *
     * @param looked objects that were asked for
     * @param there of which the bucket holds one of the right size
     * @param trouble a sentence for each other one, and each place that did not answer
     */
    public record Found(int looked, int there, List<String> trouble) {
        public Found {
            trouble = List.copyOf(trouble);
        }
    }

    /**
     * Asks for some objects; a place that does not answer, or cannot be opened, is told of once and
     * not asked again. Makes requests.
     */
    public Found look() {
        List<Listed> listed =
                tx.forSystem().statement(sql -> SampleTable.newest(sql, TENANTS, EACH));
        Set<UUID> silent = new HashSet<>();
        List<String> trouble = new ArrayList<>();
        int looked = 0;
        int there = 0;
        for (Listed object : listed) {
            if (silent.contains(object.location())) {
                continue;
            }
            Reach reach =
                    tx.forSystem()
                            .statement(sql -> BackendAccessTable.reach(sql, object.location()));
            try {
                ObjectStore store = stores.open(reach.access(), reach.bucket());
                looked++;
                Optional<ObjectInfo> found = store.head(object.key());
                if (found.map(ObjectInfo::size).filter(size -> size == object.size()).isPresent()) {
                    there++;
                } else {
                    trouble.add(
                            object.key()
                                    + (found.isEmpty() ? " is not in " : " has another size in ")
                                    + reach.bucket()
                                    + ".");
                }
            } catch (RuntimeException e) {
                silent.add(object.location());
                trouble.add(reach.bucket() + " cannot be looked into: " + reason(e));
            }
        }
        return new Found(looked, there, trouble);
    }

    /** In words that hold no secret. */
    private static String reason(RuntimeException e) {
        return switch (e) {
            case StoreException known -> Redacted.text(String.valueOf(known.getMessage()));
            case CryptoException known -> Redacted.text(String.valueOf(known.getMessage()));
            default -> "it could not be used (" + e.getClass().getSimpleName() + ").";
        };
    }
}
