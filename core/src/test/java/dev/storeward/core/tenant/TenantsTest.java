package dev.storeward.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.InSameTransaction;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantsTest {
    private static final long GIB = 1L << 30;

    private final CoreFixture core = CoreFixture.start();

    @AfterEach
    void close() {
        core.close();
    }

    private Tenant create(String slug, String plan) {
        return core.tenants.create(
                core.admin, new NewTenant(slug, "Acme", plan, null), InSameTransaction.nothing());
    }

    private long limit(UUID tenantId) {
        return core.tx
                .forTenant(tenantId)
                .statement(sql ->
                        sql.one(
                                "SELECT limit_bytes FROM usage WHERE tenant_id = ?",
                                row -> row.number("limit_bytes"),
                                tenantId));
    }

    @Test
    void aTenantIsMadeWithItsUsageAndPlacement() {
        Tenant tenant = create("acme", "pro");

        assertThat(tenant.plan()).isEqualTo(Plan.PRO);
        assertThat(tenant.quotaBytes()).isEqualTo(100 * GIB);
        assertThat(limit(tenant.id())).isEqualTo(100 * GIB);
        assertThat(core.tenants.get(core.admin, tenant.id())).isEqualTo(tenant);
        assertThat(
                        core.tx
                                .forTenant(tenant.id())
                                .<String>statement(sql ->
                                        sql.one(
                                                "SELECT object_keys FROM placement WHERE tenant_id = ?",
                                                row -> row.text("object_keys"),
                                                tenant.id())))
                .isEqualTo("readable");
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        Problem problem =
                Problems.of(() ->
                        core.tenants.create(
                                core.admin,
                                new NewTenant("Acme!", " ", "gold", -1L),
                                InSameTransaction.nothing()));

        assertThat(((Problem.Invalid) problem).fields())
                .extracting(FieldProblem::field)
                .containsExactly("slug", "name", "plan", "quota_bytes");
    }

    @Test
    void ofTwoTenantsWithOneSlugMadeAtOnceOneIsRefused() throws Exception {
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> make =
                    () -> {
                        try {
                            return create("acme", "free").slug();
                        } catch (ProblemException e) {
                            return e.problem().getClass().getSimpleName();
                        }
                    };
            Future<String> one = both.submit(make);
            Future<String> two = both.submit(make);

            assertThat(List.of(one.get(), two.get()))
                    .containsExactlyInAnyOrder("acme", "AlreadyExists");
        }
    }

    @Test
    void onlySuperAdminsRuleTenants() {
        Tenant tenant = create("acme", "free");
        Caller supervisor = core.caller(tenant, "sue@acme.test", Role.SUPERVISOR);

        assertThat(Problems.of(() -> core.tenants.list(supervisor, PageRequest.first())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(
                        Problems.of(() ->
                                core.tenants.update(
                                        supervisor,
                                        tenant.id(),
                                        new TenantChange("team", null, new TenantChange.Keep()),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(
                        Problems.of(() ->
                                core.tenants.delete(
                                        supervisor, tenant.id(), InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void aUserSeesItsOwnTenantOnly() {
        Tenant own = create("acme", "free");
        Tenant other = create("other", "free");
        Caller member = core.caller(own, "ann@acme.test", Role.MEMBER);

        assertThat(core.tenants.get(member, own.id())).isEqualTo(own);
        assertThat(Problems.of(() -> core.tenants.get(member, other.id())))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void theLimitFollowsThePlanUnlessItIsOverridden() {
        UUID id = create("acme", "free").id();

        change(id, new TenantChange("starter", null, new TenantChange.Keep()));
        assertThat(limit(id)).isEqualTo(10 * GIB);

        change(id, new TenantChange(null, null, new TenantChange.Bytes(5)));
        assertThat(limit(id)).isEqualTo(5);

        change(id, new TenantChange("team", "Renamed", new TenantChange.Keep()));
        assertThat(limit(id)).isEqualTo(5);

        change(id, new TenantChange(null, null, new TenantChange.OfPlan()));
        assertThat(limit(id)).isEqualTo(1024 * GIB);
        assertThat(core.tenants.get(core.admin, id).name()).isEqualTo("Renamed");
    }

    private void change(UUID id, TenantChange change) {
        core.tenants.update(core.admin, id, change, InSameTransaction.nothing());
    }

    @Test
    void tenantsAreListedPageByPage() {
        List<UUID> made =
                List.of(
                        create("a", "free").id(),
                        create("b", "free").id(),
                        create("c", "free").id());

        Page<Tenant> first = core.tenants.list(core.admin, new PageRequest("", 2));
        Page<Tenant> second =
                core.tenants.list(
                        core.admin, new PageRequest(String.valueOf(first.nextCursor()), 2));

        assertThat(first.items()).extracting(Tenant::id).containsExactly(made.get(0), made.get(1));
        assertThat(second.items()).extracting(Tenant::id).containsExactly(made.get(2));
        assertThat(second.nextCursor()).isNull();
        assertThat(Problems.of(() -> core.tenants.list(core.admin, new PageRequest("x", 2))))
                .isInstanceOf(Problem.Invalid.class);
    }
}
