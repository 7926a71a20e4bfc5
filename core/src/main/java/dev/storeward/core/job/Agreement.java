package dev.storeward.core.job;

import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.AgreementTable.Living;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What all nodes over one database must agree on. A node that differs from one that lives does not
 * start, so that none of them retires, or writes beside, the place of the others; where no other
 * lives, what the new one says holds from then on.
 *
 * @param settings by the name of the operator's setting, what it comes to in words that hold no
 *     secret
 * @param alone why this node can only be the only one, such as a folder no other machine sees;
 *     empty when it may have others beside it
 */
public record Agreement(Map<String, String> settings, String alone) {
    /** Two beats and a little: who does not beat for so long is gone. */
    private static final Duration WATCHED = Duration.ofSeconds(2L * Node.BEAT_SECONDS + 2);

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<TreeMap<String, String>> WORDS = new TypeReference<>() {};

    public Agreement {
        settings = Map.copyOf(settings);
    }

    /** A node that asks to join. */
    public record Joining(UUID id, String name, Node.MasterKeysAtHand keys) {}

    /**
     * Makes the node's row when it agrees with all that live. A node that was killed a moment ago
     * looks alive: one that disagrees is watched for {@code 12} s, and counts when it beats.
     *
     * @throws DisagreementException naming the setting and both values
     */
    public void join(Tx tx, Joining node, Pause pause) {
        Map<UUID, Instant> silentSince = new HashMap<>();
        Duration waited = Duration.ZERO;
        while (true) {
            boolean last = waited.compareTo(WATCHED) >= 0;
            Optional<Objection> objection =
                    tx.forSystem().transaction(sql -> tried(sql, node, silentSince, last));
            if (objection.isEmpty()) {
                return;
            }
            Objection found = objection.get();
            if (found.beats()) {
                throw new DisagreementException(found.sentence());
            }
            try {
                pause.take(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DisagreementException(found.sentence());
            }
            waited = waited.plus(PAUSE);
        }
    }

    /**
     * What speaks against joining.
     *
     * @param beats whether the other is known to live
     */
    private record Objection(String sentence, boolean beats) {}

    private Optional<Objection> tried(
            Sql sql, Joining node, Map<UUID, Instant> silentSince, boolean last) {
        AgreementTable.lock(sql);
        List<Living> others = AgreementTable.others(sql, node.id());
        for (Living other : others) {
            String sentence = difference(other);
            if (sentence == null) {
                continue;
            }
            Instant first = silentSince.putIfAbsent(other.id(), other.heartbeat());
            boolean beats = first != null && !first.equals(other.heartbeat());
            if (beats || !last) {
                return Optional.of(new Objection(sentence, beats));
            }
        }
        AgreementTable.join(
                sql, node.id(), node.name(), node.keys(), JSON.writeValueAsString(settings));
        return Optional.empty();
    }

    private @Nullable String difference(Living other) {
        if (!alone.isEmpty()) {
            return "Another node works on this database (" + other.name() + "), and " + alone;
        }
        String told = other.agreed();
        if (told == null) {
            return null;
        }
        Map<String, String> theirs = JSON.readValue(told, WORDS);
        for (Map.Entry<String, String> ours : new TreeMap<>(settings).entrySet()) {
            String their = theirs.get(ours.getKey());
            if (their != null && !their.equals(ours.getValue())) {
                return ours.getKey()
                        + " must be the same on all nodes: it is "
                        + ours.getValue()
                        + " here, and "
                        + their
                        + " on the node "
                        + other.name()
                        + ". Correct one of them, or stop the other nodes first.";
            }
        }
        return null;
    }
}
