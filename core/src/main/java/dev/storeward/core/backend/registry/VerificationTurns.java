package dev.storeward.core.backend.registry;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * How many places this node asks at once because tenants want it: each makes dozens of requests and
 * takes as long as the place lets it. Who comes when there are too many is refused. The last
 * quarter is kept for tenants that have none, so that a few with places that never answer do not
 * take all of it. A super admin is counted and never refused. Safe for use by several threads.
 */
public final class VerificationTurns {
    private static final int OF_TENANT = 4;
    private static final int OF_NODE = 32;
    private static final int RETRY_SECONDS = 10;

    private final int ofTenant;
    private final int ofNode;
    private final int ofBusy;
    private final Map<UUID, Integer> underWay = new HashMap<>();
    private int all;

    /** As many as a node's memory and sockets bear beside everything else. */
    public static VerificationTurns usual() {
        return new VerificationTurns(OF_TENANT, OF_NODE);
    }

    /**
     * @param ofTenant at once for one tenant
     * @param ofNode at once for all of them
     */
    VerificationTurns(int ofTenant, int ofNode) {
        this.ofTenant = ofTenant;
        this.ofNode = ofNode;
        this.ofBusy = ofNode - ofNode / 4;
    }

    /**
     * Asks a place of a tenant.
     *
     * @throws dev.storeward.core.ProblemException {@code RateLimited} when it is not to be asked
     *     now
     */
    <T> T take(Caller caller, UUID tenantId, Supplier<T> verification) {
        begin(caller, tenantId);
        try {
            return verification.get();
        } finally {
            end(tenantId);
        }
    }

    private synchronized void begin(Caller caller, UUID tenantId) {
        int theirs = underWay.getOrDefault(tenantId, 0);
        if (caller.role() != Role.SUPER_ADMIN) {
            if (theirs >= ofTenant) {
                throw refused(
                        "This tenant has storage configurations verified already, as many as one may at once",
                        ofTenant);
            }
            if (all >= ofNode) {
                throw refused(
                        "This server verifies storage configurations already, as many as it may at once",
                        ofNode);
            }
            if (theirs > 0 && all >= ofBusy) {
                throw refused(
                        "This server verifies many storage configurations already, and keeps the rest for tenants that have none verified",
                        ofBusy);
            }
        }
        underWay.put(tenantId, theirs + 1);
        all++;
    }

    private synchronized void end(UUID tenantId) {
        all--;
        underWay.computeIfPresent(tenantId, (id, theirs) -> theirs == 1 ? null : theirs - 1);
    }

    private static RuntimeException refused(String what, int most) {
        return new Problem.RateLimited(
                        what + " (" + most + "). Try again when one of them has ended.",
                        most,
                        RETRY_SECONDS,
                        RETRY_SECONDS)
                .asException();
    }
}
