package dev.storeward.core.tenant;

import dev.storeward.core.Checks;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.CallerCache;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which web origins each tenant allows. What browsers are answered by is remembered as long as keys
 * are, and forgotten with them. Safe for use by several threads.
 */
public final class TenantOrigins {
    private static final int MOST = 100;
    private static final int LONGEST_AGE = 86_400;
    private static final Duration AS_LONG_AS_KEYS = Duration.ofDays(1);

    private final Tx tx;
    private final AuditLog audit;
    private final CallerCache callers;
    private final CallerCache.Memory<UUID, AllowedOrigins> ofTenants;
    private final CallerCache.Memory<String, OptionalInt> ofAnybody;

    public TenantOrigins(Tx tx, AuditLog audit, CallerCache callers) {
        this.tx = tx;
        this.audit = audit;
        this.callers = callers;
        this.ofTenants = callers.memory(found -> AS_LONG_AS_KEYS);
        this.ofAnybody = callers.memory(found -> AS_LONG_AS_KEYS);
    }

    /**
     * What is to be allowed.
     *
     * @param entries null where nothing was said, which is refused
     * @param maxAgeSeconds null for the usual
     */
    public record NewOrigins(@Nullable List<String> entries, @Nullable Integer maxAgeSeconds) {
        public NewOrigins {
            entries = entries == null ? null : List.copyOf(entries);
        }
    }

    /** What a tenant allows, for its supervisors and super admins. */
    public AllowedOrigins get(Caller caller, UUID tenantId) {
        caller.requireSupervisorOf(tenantId);
        return tx.forTenant(tenantId)
                .transaction(sql -> {
                    requireKnown(TenantTable.find(sql, tenantId));
                    return OriginTable.of(sql, tenantId);
                });
    }

    /**
     * Puts a list in the place of the one there is; an empty one allows nobody.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}, {@code Invalid}, {@code
     *     NotFound}
     */
    public AllowedOrigins put(
            Caller caller,
            UUID tenantId,
            NewOrigins asked,
            InSameTransaction<AllowedOrigins> alongside) {
        caller.requireSupervisorOf(tenantId);
        AllowedOrigins allowed = checked(asked);
        tx.forTenant(tenantId)
                .run(sql -> {
                    requireKnown(TenantTable.lock(sql, tenantId));
                    OriginTable.replace(sql, tenantId, allowed);
                    record(sql, caller, tenantId, allowed);
                    CallerCache.announce(sql);
                    alongside.in(sql, allowed);
                });
        callers.forget();
        return allowed;
    }

    /**
     * As {@link #put(Caller, UUID, NewOrigins, InSameTransaction)} for the tenant that the caller
     * works in.
     */
    public AllowedOrigins put(Caller caller, NewOrigins asked) {
        return put(caller, caller.requireTenant().id(), asked, InSameTransaction.nothing());
    }

    /** What the tenant allows that the caller works in; each of its members may know. */
    public AllowedOrigins ofOwn(Caller caller) {
        UUID tenantId = caller.requireTenant().id();
        return tx.forTenant(tenantId).statement(sql -> OriginTable.of(sql, tenantId));
    }

    /** What answers to a tenant's requests are read by. */
    public AllowedOrigins of(UUID tenantId) {
        return ofTenants
                .get(
                        tenantId,
                        () ->
                                Optional.of(
                                        tx.forTenant(tenantId)
                                                .statement(sql -> OriginTable.of(sql, tenantId))))
                .orElseThrow();
    }

    /**
     * Whether any tenant allows an origin, as a browser sent it, and how long the browser may
     * remember that; empty when none does.
     */
    public OptionalInt maxAgeByAnybody(String sent) {
        return ofAnybody
                .get(
                        WebOrigin.isOne(sent) ? sent : "",
                        () ->
                                Optional.of(
                                        tx.forSystem()
                                                .statement(sql ->
                                                        OriginTable.shortestMaxAge(
                                                                sql, WebOrigin.entriesFor(sent)))))
                .orElseThrow();
    }

    private static AllowedOrigins checked(NewOrigins asked) {
        Checks checks = new Checks();
        List<String> entries = asked.entries();
        if (entries == null) {
            checks.add("allowed_origins", "This field is required.");
            entries = List.of();
        } else if (entries.size() > MOST) {
            checks.add("allowed_origins", "Must be at most " + MOST + " origins.");
        } else {
            check(entries, checks);
        }
        Integer maxAge = asked.maxAgeSeconds();
        if (maxAge != null && (maxAge < 0 || maxAge > LONGEST_AGE)) {
            checks.add("max_age_seconds", "Must be from 0 to " + LONGEST_AGE + ".");
        }
        checks.done();
        return new AllowedOrigins(entries, maxAge == null ? AllowedOrigins.USUAL_MAX_AGE : maxAge);
    }

    private static void check(List<String> entries, Checks checks) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i);
            String field = "allowed_origins[" + i + "]";
            WebOrigin.complaint(entry).ifPresent(complaint -> checks.add(field, complaint));
            if (!seen.add(entry)) {
                checks.add(field, "Is there twice.");
            }
        }
    }

    private void record(Sql sql, Caller caller, UUID tenantId, AllowedOrigins allowed) {
        audit.record(
                sql,
                caller,
                tenantId,
                "origins.change",
                "tenant:" + tenantId,
                Map.of(
                        "allowed_origins",
                        allowed.entries(),
                        "max_age_seconds",
                        allowed.maxAgeSeconds()));
    }

    private static void requireKnown(Optional<Tenant> tenant) {
        if (tenant.isEmpty()) {
            throw new Problem.NotFound("There is no such tenant.").asException();
        }
    }
}
