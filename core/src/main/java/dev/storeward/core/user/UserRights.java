package dev.storeward.core.user;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;

/** Who may change whom. */
final class UserRights {
    private UserRights() {}

    /** Passes super admins, and supervisors for the users of their own tenant. */
    static void requireRuleOver(Caller caller, User user) {
        if (caller.role() == Role.SUPER_ADMIN) {
            return;
        }
        if (user.tenantId() == null) {
            throw new Problem.Forbidden("Only a super admin may do this.").asException();
        }
        caller.requireSupervisorOf(user.tenantId());
    }

    /** As {@link #requireRuleOver}, and the user itself. */
    static void requireSelfOrRuleOver(Caller caller, User user) {
        if (!caller.userId().equals(user.id())) {
            requireRuleOver(caller, user);
        }
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
