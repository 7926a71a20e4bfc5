package dev.storeward.core.user;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import java.util.UUID;

/** Who may change whom. */
final class UserRights {
    private UserRights() {}

    /** Passes super admins, and supervisors for the users of their own tenant. */
    static void requireRuleOver(Caller caller, User user) {
        requireRuleOver(caller, user, unknown(user.id()));
    }

    private static void requireRuleOver(Caller caller, User user, Problem.NotFound unknown) {
        if (caller.role() == Role.SUPER_ADMIN) {
            return;
        }
        if (user.tenantId() == null) {
            throw new Problem.Foreign(unknown).asException();
        }
        caller.requireSupervisorOf(user.tenantId(), unknown);
    }

    /**
     * As {@link #requireRuleOver}, and the user itself.
     *
     * @param unknown what is answered where nobody has what was asked for
     */
    static void requireSelfOrRuleOver(Caller caller, User user, Problem.NotFound unknown) {
        if (!caller.userId().equals(user.id())) {
            requireRuleOver(caller, user, unknown);
        }
    }

    static Problem.NotFound unknown(UUID userId) {
        return new Problem.NotFound("There is no user " + userId + ".");
    }

    /** Passes roles that this caller may give to a user of a tenant. */
    static void requireGrantable(Caller caller, Role role) {
        if (role.compareTo(caller.role()) > 0) {
            throw new Problem.Forbidden("Nobody grants a role above their own.").asException();
        }
        if (role == Role.SUPER_ADMIN) {
            throw Problem.invalid(
                            "role",
                            "Must be member or supervisor: a super admin belongs to no tenant.")
                    .asException();
        }
    }
}
