package dev.storeward.core.access;

import dev.storeward.core.Problem;

/**
 * Decides whom a whole API lets in, and into which tenant, before a request is looked at. Safe for
 * use by several threads.
 */
public final class AccessRules {
    private final Authenticator authenticator;

    public AccessRules(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /**
     * Passes super admins only.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}
     */
    public Caller superAdmin(Caller caller) {
        caller.requireSuperAdmin();
        return caller;
    }

    /**
     * Passes who works in a tenant.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when a super admin named none
     */
    public Caller inTenant(Caller caller) {
        caller.requireTenant();
        return caller;
    }

    /**
     * The caller in the tenant of a slug: super admins choose one, others can name their own.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden} when it is another's
     */
    public TenantChoice preferred(Caller caller, String slug) {
        if (caller.role() == Role.SUPER_ADMIN) {
            return entered(caller, slug);
        }
        TenantScope own = caller.tenant();
        if (own == null || !own.slug().equals(slug)) {
            throw new Problem.Forbidden("This is not your tenant.").asException();
        }
        return new TenantChoice.In(caller);
    }

    /**
     * The caller in the tenant a request is about: its own, or the one of the slug.
     *
     * @param slug empty when the request names none
     * @throws dev.storeward.core.ProblemException {@code Forbidden} when it is another's
     */
    public TenantChoice chosen(Caller caller, String slug) {
        TenantScope own = caller.tenant();
        if (slug.isEmpty()) {
            return own == null ? new TenantChoice.Unnamed() : new TenantChoice.In(caller);
        }
        if (own != null && own.slug().equals(slug)) {
            return new TenantChoice.In(caller);
        }
        if (caller.role() != Role.SUPER_ADMIN) {
            throw new Problem.Forbidden("This is not your tenant.").asException();
        }
        return own == null ? entered(caller, slug) : new TenantChoice.Contradicted();
    }

    private TenantChoice entered(Caller caller, String slug) {
        return authenticator
                .tenantBySlug(slug)
                .<TenantChoice>map(tenant -> new TenantChoice.In(caller.in(tenant)))
                .orElseGet(TenantChoice.Unknown::new);
    }
}
