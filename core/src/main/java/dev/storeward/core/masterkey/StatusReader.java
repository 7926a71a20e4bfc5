package dev.storeward.core.masterkey;

import dev.storeward.core.crypto.Installation;
import dev.storeward.core.db.Sql;
import dev.storeward.core.masterkey.MasterKeyStatus.Progress;
import dev.storeward.core.masterkey.MasterKeyStatus.State;
import dev.storeward.core.masterkey.MasterKeyStatus.WaitingNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells how a rotation is getting on from the rows that every node writes. */
final class StatusReader {
    private final Installation installation;
    private final Rewrapping rewrapping;

    StatusReader(Installation installation, Rewrapping rewrapping) {
        this.installation = installation;
        this.rewrapping = rewrapping;
    }

    /** As the transaction sees it. */
    MasterKeyStatus status(Sql sql) {
        String current = Installation.currentKeyId(sql);
        Optional<Rotation> last = RotationTable.newest(sql);
        Map<String, Long> references = references(sql);
        long remaining = remaining(references, last.map(Rotation::to).orElse(current));
        references.merge(current, 1L, Long::sum);
        return new MasterKeyStatus(
                current,
                last.map(Rotation::state).orElse(State.NEVER),
                last.map(Rotation::to).orElse(null),
                KeyList.of(
                        installation.sealer().keys(),
                        current,
                        references,
                        RotationTable.sealedUnder(sql)),
                new Progress(
                        last.map(Rotation::rewrapped).orElse(0L),
                        remaining,
                        last.map(Rotation::unreadable).orElse(0L)),
                last.map(rotation -> waitingFor(sql, rotation)).orElse(List.of()),
                last.map(Rotation::startedAt).orElse(null),
                last.map(Rotation::switchedAt).orElse(null),
                last.map(Rotation::endedAt).orElse(null));
    }

    /** How many values are sealed under other keys than this one. */
    long remaining(Sql sql, String key) {
        return remaining(references(sql), key);
    }

    private static List<WaitingNode> waitingFor(Sql sql, Rotation rotation) {
        return switch (rotation.state()) {
            case DISTRIBUTE -> RotationTable.without(sql, rotation.to());
            // A node that was silent may come back after the end and seal under the old key.
            case REWRAP, DONE -> RotationTable.notSealingUnder(sql, rotation.to());
            case NEVER -> List.of();
        };
    }

    private Map<String, Long> references(Sql sql) {
        return RotationTable.references(sql, rewrapping.names());
    }

    private static long remaining(Map<String, Long> references, String key) {
        return references.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(key))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
