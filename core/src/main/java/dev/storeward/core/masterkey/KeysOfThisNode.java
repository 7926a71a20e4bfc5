package dev.storeward.core.masterkey;

import dev.storeward.core.crypto.Installation;
import dev.storeward.core.crypto.MasterKey;
import dev.storeward.core.crypto.MasterKeyException;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.Node.MasterKeysAtHand;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node's key file holds, read again with every heartbeat, and the key it seals under,
 * which follows the database. Safe for use by several threads.
 */
public final class KeysOfThisNode {
    private static final Logger LOG = LoggerFactory.getLogger(KeysOfThisNode.class);

    private final Tx tx;
    private final Installation installation;
    private volatile String told = "";

    public KeysOfThisNode(Tx tx, Installation installation) {
        this.tx = tx;
        this.installation = installation;
    }

    /** Reads the file and follows the database. What does not work is told in the log, once. */
    public MasterKeysAtHand look() {
        List<String> inFile = List.of();
        try {
            inFile = installation.sealer().reread().all().stream().map(MasterKey::id).toList();
            tx.forSystem()
                    .statement(sql -> {
                        installation.follow(sql);
                        return true;
                    });
            told = "";
        } catch (MasterKeyException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(told)) {
                LOG.error("{}", message);
                told = message;
            }
        }
        return new MasterKeysAtHand(inFile, installation.sealer().currentKeyId());
    }

    /**
     * Makes sure at the start, once the others see this node, that no rotation went past it.
     *
     * @throws MasterKeyException when the file does not hold the key the database names
     */
    public void requireCurrent() {
        tx.forSystem()
                .run(sql -> {
                    Installation.lock(sql);
                    installation.follow(sql);
                });
    }
}
