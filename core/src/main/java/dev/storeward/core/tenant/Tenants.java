package dev.storeward.core.tenant;

import dev.storeward.core.Checks;
import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.CallerCache;
import dev.storeward.core.access.Role;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.tenant.TenantTable.Remains;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tenants of the platform. Safe for use by several threads. */
public final class Tenants {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final String SLUG_FORM =
            "Must be 1 to 63 lower-case letters, digits, '_' or '-', the first a letter or digit.";
    private static final int LONGEST_NAME = 200;
    private static final int COUNTED = 1000;
    private static final String PLANS =
            Arrays.stream(Plan.values()).map(Plan::wireName).collect(Collectors.joining(", "));

    private final Tx tx;
    private final AuditLog audit;
    private final CallerCache callers;
    private final SecureRandom random;
    private final TenantRemoval removal;

    public Tenants(Tx tx, AuditLog audit, CallerCache callers, SecureRandom random) {
        this.tx = tx;
        this.audit = audit;
        this.callers = callers;
        this.random = random;
        this.removal = new TenantRemoval(tx);
    }

    /**
     * The plan of a tenant, for work on it in a transaction of its own.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}
     */
    public static Plan planOf(Sql sql, UUID id) {
        return TenantTable.plan(sql, id).orElseThrow(() -> unknown(id).asException());
    }

    /**
     * Makes a tenant with its usage and placement.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}, {@code Invalid}, {@code
     *     AlreadyExists}
     */
    public Tenant create(Caller caller, NewTenant made, InSameTransaction<Tenant> alongside) {
        caller.requireSuperAdmin();
        Checks checks = new Checks();
        checks.slug("slug", made.slug(), SLUG, SLUG_FORM);
        String name = checks.name("name", made.name(), LONGEST_NAME);
        Plan plan = plan(checks, made.plan(), Plan.FREE);
        quota(checks, made.quotaBytes());
        checks.done();
        NewTenant checked = new NewTenant(made.slug(), name, made.plan(), made.quotaBytes());
        try {
            return tx.forSystem()
                    .transaction(sql -> {
                        Tenant tenant =
                                TenantTable.insert(sql, Ids.next(), randomId(), checked, plan);
                        record(sql, caller, "tenant.create", tenant);
                        alongside.in(sql, tenant);
                        return tenant;
                    });
        } catch (DatabaseException e) {
            if (e.constraint().equals("tenant_slug")) {
                throw new Problem.AlreadyExists(
                                "slug",
                                "There is a tenant with the slug "
                                        + made.slug()
                                        + ": choose another.")
                        .asException();
            }
            throw e;
        }
    }

    /** In the order of their creation. */
    public Page<Tenant> list(Caller caller, PageRequest page) {
        caller.requireSuperAdmin();
        UUID after = page.after();
        return Page.of(
                tx.forSystem().statement(sql -> TenantTable.list(sql, after, page.limit() + 1)),
                page.limit(),
                tenant -> tenant.id().toString());
    }

    /** As {@link #list}, those whose slug or name begins so, in whatever case the name is. */
    public Page<Tenant> search(Caller caller, String beginning, PageRequest page) {
        caller.requireSuperAdmin();
        if (!Checks.wellFormed(beginning)) {
            return new Page<>(List.of(), null);
        }
        UUID after = page.after();
        return Page.of(
                tx.forSystem()
                        .statement(
                                sql -> TenantTable.search(sql, beginning, after, page.limit() + 1)),
                page.limit(),
                tenant -> tenant.id().toString());
    }

    /** One tenant, for super admins and the tenant's own users. */
    public Tenant get(Caller caller, UUID id) {
        boolean own = caller.tenant() != null && caller.tenant().id().equals(id);
        if (!own && caller.role() != Role.SUPER_ADMIN) {
            throw new Problem.Forbidden("This is not your tenant.").asException();
        }
        return tx.forTenant(id)
                .statement(sql -> TenantTable.find(sql, id))
                .orElseThrow(() -> unknown(id).asException());
    }

    /**
     * What the cloud roles of a tenant are to demand, so that nobody else can have us take them on.
     */
    public UUID externalId(Caller caller, UUID id) {
        caller.requireSupervisorOf(id);
        return get(caller, id).externalId();
    }

    /** Changes plan, name or limit; a limit below what is used refuses uploads and nothing else. */
    public Tenant update(
            Caller caller, UUID id, TenantChange change, InSameTransaction<Tenant> alongside) {
        caller.requireSuperAdmin();
        return tx.forTenant(id)
                .transaction(sql -> {
                    Tenant before =
                            TenantTable.lock(sql, id).orElseThrow(() -> unknown(id).asException());
                    Tenant after = changed(before, change);
                    TenantTable.update(sql, after);
                    record(sql, caller, "tenant.update", after);
                    alongside.in(sql, after);
                    return after;
                });
    }

    /**
     * Deletes a tenant of which no file and no active backend is left: once this returns it is
     * nobody's and its keys open nothing. Its rows go in pages, those of objects when their buckets
     * have none of them any more.
     *
     * @throws dev.storeward.core.ProblemException {@code InUse} saying what is left
     */
    public void delete(Caller caller, UUID id, InSameTransaction<Tenant> alongside) {
        caller.requireSuperAdmin();
        tx.forSystem()
                .run(sql -> {
                    Tenant tenant =
                            TenantTable.lock(sql, id).orElseThrow(() -> unknown(id).asException());
                    requireEmpty(tenant, TenantTable.remains(sql, id, COUNTED));
                    record(sql, caller, "tenant.delete", tenant);
                    CallerCache.announce(sql);
                    alongside.in(sql, tenant);
                    TenantTable.markDeleted(sql, id);
                });
        callers.forget();
        removal.begin(id);
    }

    private static Tenant changed(Tenant before, TenantChange change) {
        Checks checks = new Checks();
        Plan plan = plan(checks, change.plan(), before.plan());
        String name =
                change.name() == null
                        ? before.name()
                        : checks.name("name", change.name(), LONGEST_NAME);
        Long override =
                switch (change.quota()) {
                    case TenantChange.Keep() -> before.quotaOverride();
                    case TenantChange.OfPlan() -> null;
                    case TenantChange.Bytes(long bytes) -> quota(checks, bytes);
                };
        checks.done();
        return new Tenant(
                before.id(),
                before.number(),
                before.slug(),
                name,
                plan,
                override,
                before.externalId(),
                before.createdAt());
    }

    private static Plan plan(Checks checks, @Nullable String name, Plan otherwise) {
        if (name == null) {
            return otherwise;
        }
        return Plan.ofWireName(name)
                .orElseGet(() -> {
                    checks.add("plan", "Must be one of " + PLANS + ".");
                    return otherwise;
                });
    }

    private static @Nullable Long quota(Checks checks, @Nullable Long bytes) {
        if (bytes != null && bytes < 0) {
            checks.add("quota_bytes", "Must be 0 or more bytes.");
        }
        return bytes;
    }

    private static void requireEmpty(Tenant tenant, Remains remains) {
        List<String> left = new ArrayList<>();
        count(left, remains.files(), "file");
        count(left, remains.backends(), "backend");
        if (left.isEmpty()) {
            count(left, remains.uploads(), "upload under way");
        }
        if (!left.isEmpty()) {
            throw new Problem.InUse(
                            "The tenant "
                                    + tenant.slug()
                                    + " is not empty. What is left: "
                                    + String.join(", ", left)
                                    + ".")
                    .asException();
        }
    }

    private static void count(List<String> left, long count, String what) {
        if (count == 1) {
            left.add("1 " + what);
        } else if (count > COUNTED) {
            left.add("more than " + COUNTED + " " + plural(what));
        } else if (count > 1) {
            left.add(count + " " + plural(what));
        }
    }

    private static String plural(String what) {
        return what.replaceFirst("^(upload|file|backend)", "$1s");
    }

    private void record(Sql sql, Caller caller, String action, Tenant tenant) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("slug", tenant.slug());
        details.put("name", tenant.name());
        details.put("plan", tenant.plan().wireName());
        details.put("quota_bytes", tenant.quotaBytes());
        audit.record(sql, caller, tenant.id(), action, "tenant:" + tenant.id(), details);
    }

    /** Unlike the ids of rows it tells nobody when it was made. */
    private UUID randomId() {
        long version4 = (random.nextLong() & ~0xF000L) | 0x4000L;
        long variant = (random.nextLong() & ~(3L << 62)) | (2L << 62);
        return new UUID(version4, variant);
    }

    private static Problem unknown(UUID id) {
        return new Problem.NotFound("There is no tenant " + id + ".");
    }
}
