package dev.storeward.core.crypto;

import dev.storeward.core.crypto.InstallationTable.Known;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The identity of this installation and the means to seal its secrets. The id changes when a copy
 * is declared to be an installation of its own, on every node that follows. Safe for use by several
 * threads.
 */
public final class Installation {
    private static final String CHECK = "check value";
    private static final byte[] CHECK_PLAIN =
            "Storeward check value".getBytes(StandardCharsets.US_ASCII);

    private final MasterKeys keys;
    private final Sealer sealer;
    private final boolean keyCreated;
    private volatile UUID id;

    private Installation(UUID id, MasterKeys keys, Sealer sealer, boolean keyCreated) {
        this.id = id;
        this.keys = keys;
        this.sealer = sealer;
        this.keyCreated = keyCreated;
    }

    /** Its id, as this node knows it. */
    public UUID id() {
        return id;
    }

    /** The master keys as the file had them at this start. */
    public MasterKeys keys() {
        return keys;
    }

    public Sealer sealer() {
        return sealer;
    }

    /** Whether the master key file was made by this very start. */
    public boolean keyCreated() {
        return keyCreated;
    }

    /**
     * Whether the database still is this installation's, and its secrets open with the master key
     * at hand.
     */
    public boolean recognises(Sql sql) {
        Optional<Known> known = InstallationTable.find(sql);
        try {
            return known.isPresent() && isThis(known.get()) && opensCheck(sealer, known.get());
        } catch (MasterKeyException e) {
            return false;
        }
    }

    /**
     * Finds the installation in the database, or founds it. A master key is made only when the
     * database knows of no installation and there is no key file yet; nodes that start at once wait
     * for each other.
     *
     * @throws MasterKeyException when the database knows a master key that the file does not hold
     */
    public static Installation open(
            Tx tx, Path masterKeyFile, SecureRandom random, InstantSource clock) {
        return tx.forSystem()
                .transaction(sql -> {
                    lock(sql);
                    return InstallationTable.find(sql)
                            .map(found -> verify(found, masterKeyFile, random))
                            .orElseGet(() -> found(sql, masterKeyFile, random, clock));
                });
    }

    /** Waits for others that found the installation or change its key, until the work ends. */
    public static void lock(Sql sql) {
        InstallationTable.lock(sql);
    }

    private boolean isThis(Known known) {
        return known.id.equals(id) || id.equals(known.copyOf);
    }

    /** The installation's id as the database has it now. */
    public static UUID currentId(Sql sql) {
        return InstallationTable.find(sql).orElseThrow().id;
    }

    /** The id of the key the database names as the one that secrets are sealed under. */
    public static String currentKeyId(Sql sql) {
        return InstallationTable.masterKeyId(sql);
    }

    /**
     * Seals from now on under the key the database names, which another node may have switched to,
     * and takes on the id that a copy was given.
     *
     * @throws MasterKeyException when the file does not hold it
     */
    public void follow(Sql sql) {
        Optional<Known> known = InstallationTable.find(sql).filter(this::isThis);
        if (known.isPresent()) {
            if (!known.get().masterKeyId.equals(sealer.currentKeyId())) {
                sealer.use(known.get().masterKeyId);
            }
            id = known.get().id;
        }
    }

    /**
     * Gives the installation an id of its own, and binds to it what was bound to the id before:
     * only the check value is. Every node follows. Needs the {@link #lock}.
     *
     * @return the new id
     */
    public UUID becomeCopy(Sql sql) {
        Known known = InstallationTable.find(sql).orElseThrow();
        UUID renamed = Ids.next();
        byte[] check =
                sealer.sealUnder(
                        known.masterKeyId,
                        CHECK_PLAIN,
                        AssociatedData.installation(renamed, CHECK));
        InstallationTable.rename(sql, known.id, renamed, check);
        return renamed;
    }

    /**
     * Makes another master key the one that secrets are sealed under, on every node that follows.
     *
     * @return whether {@code from} was still the current one
     * @throws MasterKeyException when this node's file does not hold {@code to}
     */
    public boolean switchKey(Sql sql, String from, String to) {
        byte[] check = sealer.sealUnder(to, CHECK_PLAIN, AssociatedData.installation(id, CHECK));
        return InstallationTable.switchKey(sql, id, from, to, check);
    }

    private static Installation verify(Known known, Path file, SecureRandom random) {
        if (!Files.exists(file)) {
            throw new MasterKeyException(
                    "The master key file "
                            + file
                            + " is missing, and this installation's secrets are sealed under "
                            + known.masterKeyId
                            + ": restore it from its backup, or name where it lies with"
                            + " STOREWARD_MASTER_KEY_FILE.");
        }
        MasterKeys keys = MasterKeys.load(file);
        Sealer sealer = new Sealer(keys, known.masterKeyId, random);
        if (!opensCheck(sealer, known)) {
            throw new MasterKeyException(
                    "The key "
                            + known.masterKeyId
                            + " in "
                            + file
                            + " is not the one this installation was founded with: restore the file"
                            + " from its backup.");
        }
        return new Installation(known.id, keys, sealer, false);
    }

    private static boolean opensCheck(Sealer sealer, Known known) {
        try {
            byte[] opened =
                    sealer.open(known.checkValue, AssociatedData.installation(known.id, CHECK));
            return Arrays.equals(opened, CHECK_PLAIN);
        } catch (MasterKeyException e) {
            throw e;
        } catch (CryptoException e) {
            return false;
        }
    }

    private static Installation found(
            Sql sql, Path file, SecureRandom random, InstantSource clock) {
        // A file without an installation was put there by the operator, or by a first start that
        // was cut before it could commit.
        boolean create = !Files.exists(file);
        MasterKeys keys = create ? MasterKeys.create(file, random, clock) : MasterKeys.load(file);
        Sealer sealer = new Sealer(keys, keys.newest().id(), random);
        UUID id = Ids.next();
        InstallationTable.insert(
                sql,
                id,
                sealer.currentKeyId(),
                sealer.seal(CHECK_PLAIN, AssociatedData.installation(id, CHECK)));
        return new Installation(id, keys, sealer, create);
    }
}
