package dev.storeward.core.masterkey;

import dev.storeward.core.crypto.CryptoException;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.crypto.SealedRows.Value;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals under the current master key what is sealed under another. Work that was cut off is begun
 * again: what was done is not met any more. Safe for use by several threads and nodes.
 */
final class Rewrapping {
    private static final Logger LOG = LoggerFactory.getLogger(Rewrapping.class);

    private final Tx tx;
    private final Sealer sealer;
    private final List<SealedRows> tables;
    private final int batch;
    private volatile long told;

    /**
     * @param batch how many values are read, and replaced in one transaction
     */
    Rewrapping(Tx tx, Sealer sealer, List<SealedRows> tables, int batch) {
        this.tx = tx;
        this.sealer = sealer;
        this.tables = List.copyOf(tables);
        this.batch = batch;
    }

    private record Anew(Value read, byte[] sealed) {}

    /** The tables' names. */
    List<String> names() {
        return tables.stream().map(SealedRows::table).toList();
    }

    boolean hasWork(Sql sql) {
        String current = sealer.currentKeyId();
        return tables.stream()
                .anyMatch(rows -> RotationTable.hasOthers(sql, rows.table(), current));
    }

    /**
     * Goes through everything once. A value that cannot be opened, because it was changed, moved
     * from another row, or its key is not at hand, is left as it is.
     *
     * @param counted is told in each batch's own transaction how many values it replaced
     * @return how many could not be opened
     */
    long all(BiConsumer<Sql, Long> counted) {
        List<String> unreadable = new ArrayList<>();
        for (SealedRows rows : tables) {
            String after = "";
            while (!Thread.currentThread().isInterrupted()) {
                String from = after;
                List<Value> values =
                        tx.forSystem()
                                .statement(sql ->
                                        rows.notUnder(sql, sealer.currentKeyId(), from, batch));
                if (values.isEmpty()) {
                    break;
                }
                rewrap(rows, values, unreadable, counted);
                after = values.getLast().address();
            }
        }
        tell(unreadable);
        return unreadable.size();
    }

    private void rewrap(
            SealedRows rows,
            List<Value> values,
            List<String> unreadable,
            BiConsumer<Sql, Long> counted) {
        List<Anew> anew = new ArrayList<>();
        for (Value value : values) {
            try {
                anew.add(new Anew(value, sealedAnew(value)));
            } catch (CryptoException e) {
                unreadable.add(rows.table() + " " + value.address() + ": " + e.getMessage());
            }
        }
        tx.forSystem()
                .run(sql -> {
                    long replaced = 0;
                    for (Anew value : anew) {
                        replaced += rows.replace(sql, value.read(), value.sealed()) ? 1 : 0;
                    }
                    counted.accept(sql, replaced);
                });
    }

    private byte[] sealedAnew(Value value) {
        byte[] plain = sealer.open(value.sealed(), value.associatedData());
        try {
            return sealer.seal(plain, value.associatedData());
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Once, and again when their number changes: they are met with every run. */
    private void tell(List<String> unreadable) {
        if (!unreadable.isEmpty() && unreadable.size() != told) {
            LOG.warn(
                    "{} sealed values cannot be opened and stay as they are; the first is {}",
                    unreadable.size(),
                    unreadable.getFirst());
        }
        told = unreadable.size();
    }
}
