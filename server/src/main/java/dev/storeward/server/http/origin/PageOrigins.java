package dev.storeward.server.http.origin;

import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.tenant.AllowedOrigins;
import dev.storeward.core.tenant.TenantOrigins;
import dev.storeward.core.tenant.WebOrigin;
import java.util.OptionalInt;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The origins that the operator allows everywhere, and those that each tenant allows to read what
 * it is answered. While the database does not answer there are the operator's only: a request never
 * fails for its origin. Safe for use by several threads.
 */
public final class PageOrigins {
    private static final Logger LOG = LoggerFactory.getLogger(PageOrigins.class);

    private final AllowedOrigins everywhere;
    private final TenantOrigins tenants;

    /**
     * @param everywhere the operator's
     */
    public PageOrigins(AllowedOrigins everywhere, TenantOrigins tenants) {
        this.everywhere = everywhere;
        this.tenants = tenants;
    }

    /** Whether the operator allows an origin, as a browser sent it. */
    boolean everywhere(String sent) {
        return everywhere.allows(sent);
    }

    /** How an origin that is allowed is named to the browser: no other than all or the very one. */
    public String named(String sent) {
        return everywhere.allowsAll() || !WebOrigin.isOne(sent) ? WebOrigin.ANY : sent;
    }

    boolean inTenant(UUID tenantId, String sent) {
        try {
            return tenants.of(tenantId).allows(sent);
        } catch (DatabaseException e) {
            noteSilence(e);
            return false;
        }
    }

    /** How long a browser may remember that it may send requests; empty where nobody allows it. */
    public OptionalInt maxAge(String sent) {
        if (everywhere(sent)) {
            return OptionalInt.of(everywhere.maxAgeSeconds());
        }
        try {
            return tenants.maxAgeByAnybody(sent);
        } catch (DatabaseException e) {
            noteSilence(e);
            return OptionalInt.empty();
        }
    }

    private static void noteSilence(DatabaseException e) {
        if (!DatabaseLog.took(e)) {
            LOG.debug("The origins that tenants allow cannot be read", e);
        }
    }
}
