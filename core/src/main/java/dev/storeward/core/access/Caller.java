package dev.storeward.core.access;

import dev.storeward.core.NextStep;
import dev.storeward.core.Problem;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request: the first argument of every service method.
 *
 * @param userNumber the user's id on the files door
 * @param tenant the tenant the request works in; null for a super admin who named none
 * @param key the key it came with; null where no key was asked for
 * @param requestId joins audit rows and log lines with the answer
 */
public record Caller(
        UUID userId,
        long userNumber,
        String email,
        Role role,
        @Nullable TenantScope tenant,
        @Nullable KeyInUse key,
        String requestId) {

    /** Somebody who came without a key. */
    public Caller(
            UUID userId,
            long userNumber,
            String email,
            Role role,
            @Nullable TenantScope tenant,
            String requestId) {
        this(userId, userNumber, email, role, tenant, null, requestId);
    }

    /**
     * The tenant this request works in.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when a super admin named none
     */
    public TenantScope requireTenant() {
        if (tenant == null) {
            throw Problem.invalid(
                            "tenant",
                            "A super admin belongs to no tenant.",
                            new NextStep.NameTenant())
                    .asException();
        }
        return tenant;
    }

    /** The tenant of a caller who was let into one: a service has served it, or a door named it. */
    public TenantScope knownTenant() {
        if (tenant == null) {
            throw new IllegalStateException("No tenant was asked for.");
        }
        return tenant;
    }

    /** Whether requests of this caller have to name the tenant they work in. */
    public boolean namesItsTenant() {
        return role == Role.SUPER_ADMIN;
    }

    /** Whether this caller rules over users and storage, be it of one tenant or of all. */
    public boolean isSupervising() {
        return role != Role.MEMBER;
    }

    /** The tenant whose user this caller is; null for a super admin, whatever tenant it named. */
    public @Nullable UUID memberOf() {
        return tenant == null || namesItsTenant() ? null : tenant.id();
    }

    public void requireSuperAdmin() {
        if (role != Role.SUPER_ADMIN) {
            throw new Problem.Forbidden("Only a super admin may do this.").asException();
        }
    }

    /** Passes super admins, and supervisors of this very tenant. */
    public void requireSupervisorOf(UUID tenantId) {
        if (role == Role.SUPER_ADMIN) {
            return;
        }
        if (role != Role.SUPERVISOR || tenant == null || !tenant.id().equals(tenantId)) {
            throw new Problem.Forbidden("Only a supervisor of this tenant may do this.")
                    .asException();
        }
    }

    /**
     * As {@link #requireSupervisorOf(UUID)}, about something that was looked up by its id alone.
     *
     * @param unknown what is answered where nobody has it
     * @throws dev.storeward.core.ProblemException {@code Foreign} when it is another tenant's
     */
    public void requireSupervisorOf(UUID tenantId, Problem.NotFound unknown) {
        if (role != Role.SUPER_ADMIN && !tenantId.equals(memberOf())) {
            throw new Problem.Foreign(unknown).asException();
        }
        requireSupervisorOf(tenantId);
    }

    /** This caller working in a tenant. */
    public Caller in(TenantScope scope) {
        return new Caller(userId, userNumber, email, role, scope, key, requestId);
    }
}
