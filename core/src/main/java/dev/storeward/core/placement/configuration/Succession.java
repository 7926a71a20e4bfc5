package dev.storeward.core.placement.configuration;

import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.registry.Candidates;
import dev.storeward.core.db.Sql;
import dev.storeward.core.placement.configuration.ConfigurationTable.Own;
import dev.storeward.core.placement.configuration.ConfigurationTable.State;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How one configuration follows another within a transaction that holds the tenant's lock. No file
 * is hidden: what was in force takes no new files and stays readable.
 */
record Succession(Candidates candidates) {

    /**
     * Makes a backend the place of new files.
     *
     * @param successor null for the shared one
     */
    void follow(Sql sql, UUID tenantId, @Nullable Backend successor) {
        List<UUID> gone = new ArrayList<>();
        for (Own own : ConfigurationTable.configured(sql, tenantId)) {
            if (successor == null || !own.id().equals(successor.id())) {
                gone.add(own.id());
                if (successor != null && own.locationId().equals(successor.locationId())) {
                    // Its files are read through the successor: nobody needs the old credential.
                    candidates.destroy(sql, own.id());
                } else {
                    candidates.retire(sql, own.id());
                }
            }
        }
        ConfigurationTable.drainActive(sql, tenantId);
        ConfigurationTable.place(sql, tenantId, successor == null ? null : successor.id(), gone);
    }

    /** Gives up the candidate, if there is one; its credential is destroyed. */
    void withdraw(Sql sql, UUID tenantId) {
        ConfigurationTable.candidate(sql, tenantId)
                .ifPresent(candidate -> {
                    ConfigurationTable.setState(sql, candidate, State.WITHDRAWN);
                    candidates.destroy(sql, candidate.backendId());
                });
    }
}
