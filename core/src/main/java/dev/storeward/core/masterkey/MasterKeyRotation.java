package dev.storeward.core.masterkey;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.crypto.Installation;
import dev.storeward.core.crypto.MasterKeyException;
import dev.storeward.core.crypto.MasterKeys;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.Node;
import dev.storeward.core.masterkey.MasterKeyStatus.State;
import dev.storeward.core.masterkey.MasterKeyStatus.WaitingNode;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Changes the master key while every node goes on: a new key comes into the nodes' files; when all
 * of them have it, new values are sealed under it; then everything else is. Every step is in the
 * database, so any node goes on where another ended. Safe for use by several threads.
 */
public final class MasterKeyRotation {
    private static final int BATCH = 100;
    private static final String TARGET = "master-key:";

    private final Tx tx;
    private final AuditLog audit;
    private final Installation installation;
    private final Node node;
    private final Rewrapping rewrapping;
    private final StatusReader reader;
    private final Material material;

    /** What new keys are made of. */
    public record Material(SecureRandom random, InstantSource clock) {}

    /**
     * @param node told to report at once what its file holds
     * @param tables everything that is sealed under the master key
     */
    public MasterKeyRotation(
            Tx tx,
            AuditLog audit,
            Installation installation,
            Node node,
            List<SealedRows> tables,
            Material material) {
        this.tx = tx;
        this.audit = audit;
        this.installation = installation;
        this.node = node;
        this.rewrapping = new Rewrapping(tx, installation.sealer(), tables, BATCH);
        this.reader = new StatusReader(installation, rewrapping);
        this.material = material;
    }

    /** How it is now, for super admins. */
    public MasterKeyStatus status(Caller caller) {
        caller.requireSuperAdmin();
        reread();
        return tx.forSystem().transaction(reader::status);
    }

    /**
     * Begins to rotate to the newest key of this node's file; one is made when the current one is
     * the newest. Going on needs nobody: {@link #work} does it.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code InUse} while a rotation
     *     is open, or when a new key cannot be written into the file
     */
    public MasterKeyStatus rotate(Caller caller, InSameTransaction<MasterKeyStatus> alongside) {
        caller.requireSuperAdmin();
        MasterKeyStatus begun =
                tx.forSystem()
                        .transaction(sql -> {
                            Installation.lock(sql);
                            RotationTable.newest(sql).ifPresent(last -> makeWay(sql, last));
                            follow(sql);
                            String from = installation.sealer().currentKeyId();
                            String to = newKey(from);
                            UUID id = Ids.next();
                            RotationTable.insert(sql, id, from, to);
                            audit.record(
                                    sql,
                                    caller,
                                    null,
                                    "master_key.rotate",
                                    TARGET + to,
                                    Map.of("from", from, "to", to));
                            MasterKeyStatus status = reader.status(sql);
                            alongside.in(sql, status);
                            return status;
                        });
        try {
            node.report();
        } catch (DatabaseException e) {
            // The next heartbeat reports.
        }
        return begun;
    }

    /** An open rotation whose key no live node has any more leads nowhere and is given up. */
    private static void makeWay(Sql sql, Rotation last) {
        if (!last.isOpen()) {
            return;
        }
        if (last.state() == State.DISTRIBUTE && !RotationTable.anybodyHas(sql, last.to())) {
            RotationTable.abandon(sql, last.id());
            return;
        }
        throw new Problem.InUse(inUse(sql, last)).asException();
    }

    private static String inUse(Sql sql, Rotation open) {
        if (open.state() == State.REWRAP) {
            return "The rotation to "
                    + open.to()
                    + " still seals values anew. Rotate again when it is done.";
        }
        String waiting =
                RotationTable.without(sql, open.to()).stream()
                        .map(WaitingNode::name)
                        .collect(Collectors.joining(", "));
        return "The rotation to "
                + open.to()
                + (waiting.isEmpty()
                        ? " is about to switch. Rotate again when it is done."
                        : " waits until the key is in the key file of: "
                                + waiting
                                + ". Copy the key's line into it, or stop the node.");
    }

    private void follow(Sql sql) {
        try {
            installation.follow(sql);
        } catch (MasterKeyException e) {
            throw new Problem.InUse(
                            "This node's key file does not hold the current key: put it back first.")
                    .asException(e);
        }
    }

    /** The newest key of the file, which may be one the operator put there. */
    private String newKey(String current) {
        try {
            MasterKeys keys = installation.sealer().reread();
            if (keys.newest().id().equals(current)) {
                MasterKeys.add(keys.file(), material.random(), material.clock());
                keys = installation.sealer().reread();
            }
            return keys.newest().id();
        } catch (MasterKeyException e) {
            throw new Problem.InUse(
                            "This node cannot read its key file or write a new key into it; its log"
                                    + " says why. Mend that, or add a line with a newer key at the"
                                    + " file's end, and rotate again.")
                    .asException(e);
        }
    }

    /** The recurring work: switches when all nodes can, and seals anew what is left. */
    public void work() {
        Optional<Rotation> last = tx.forSystem().statement(RotationTable::newest);
        if (last.isPresent() && last.get().state() == State.DISTRIBUTE) {
            trySwitch(last.get());
            last = tx.forSystem().statement(RotationTable::newest);
        }
        boolean rewraps = last.isPresent() && last.get().state() == State.REWRAP;
        if (!tx.forSystem().statement(this::hasWork) && !rewraps) {
            return;
        }
        if (rewraps) {
            node.report();
        }
        // Asked before the pass: what is sealed under the old key later than this, no node sealed.
        boolean settled =
                rewraps
                        && tx.forSystem()
                                .statement(sql ->
                                        RotationTable.notSealingUnder(sql, to(sql)).isEmpty());
        UUID id = last.map(Rotation::id).orElse(new UUID(0, 0));
        long unreadable = rewrapping.all((sql, n) -> RotationTable.count(sql, id, n));
        if (rewraps) {
            finish(last.orElseThrow(), unreadable, settled);
        }
    }

    private boolean hasWork(Sql sql) {
        installation.follow(sql);
        return rewrapping.hasWork(sql);
    }

    private String to(Sql sql) {
        return RotationTable.newest(sql).map(Rotation::to).orElse("");
    }

    private void trySwitch(Rotation open) {
        tx.forSystem()
                .run(sql -> {
                    Installation.lock(sql);
                    if (!RotationTable.without(sql, open.to()).isEmpty()
                            || !RotationTable.anybodyHas(sql, open.to())
                            || !RotationTable.begin(sql, open.id())) {
                        return;
                    }
                    if (!installation.switchKey(sql, open.from(), open.to())) {
                        throw new IllegalStateException(
                                "the installation is not under " + open.from());
                    }
                    audit.recordOfService(
                            sql,
                            "master_key.switch",
                            TARGET + open.to(),
                            Map.of("from", open.from(), "to", open.to()));
                });
    }

    private void finish(Rotation open, long unreadable, boolean settled) {
        tx.forSystem()
                .run(sql -> {
                    RotationTable.unreadable(sql, open.id(), unreadable);
                    long remaining = reader.remaining(sql, open.to());
                    if (!settled || remaining > unreadable || !RotationTable.end(sql, open.id())) {
                        return;
                    }
                    long rewrapped = RotationTable.newest(sql).orElseThrow().rewrapped();
                    audit.recordOfService(
                            sql,
                            "master_key.done",
                            TARGET + open.to(),
                            Map.of(
                                    "from",
                                    open.from(),
                                    "to",
                                    open.to(),
                                    "rewrapped",
                                    rewrapped,
                                    "unreadable",
                                    unreadable));
                });
    }

    private void reread() {
        try {
            installation.sealer().reread();
        } catch (MasterKeyException e) {
            // The heartbeat tells of it; the keys known so far are shown.
        }
    }
}
