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
import dev.storeward.core.db.Ids;
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

    @Test
    void anEmptyTenantGoesWithItsUsersAndKeys() {
        Tenant tenant = create("acme", "free");
        String key = core.key(core.user(tenant, "ann@acme.test", Role.MEMBER).id()).reveal();
        assertThat(core.authenticator.authenticate(key, "r")).isPresent();

        core.tenants.delete(core.admin, tenant.id(), InSameTransaction.nothing());

        assertThat(core.authenticator.authenticate(key, "r")).isEmpty();
        assertThat(Problems.of(() -> core.tenants.get(core.admin, tenant.id())))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(create("acme", "free").id()).isNotEqualTo(tenant.id());
    }

    @Test
    void aTenantWithFilesStaysAndTheRefusalSaysWhatIsLeft() {
        Tenant tenant = create("acme", "free");
        object(tenant, "live", Ids.next());
        core.tx
                .forTenant(tenant.id())
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO file (tenant_id, id, user_id, address, name, category,
                                  content_type, size, plain_sha256, content_id, object_id, uploaded_at)
                                SELECT tenant_id, id, id, 'a', 'a', 'general', 't', 1, '', content_id, id,
                                  now() FROM object
                                """));

        assertThat(
                        Problems.of(() ->
                                core.tenants.delete(
                                        core.admin, tenant.id(), InSameTransaction.nothing())))
                .isEqualTo(
                        new Problem.InUse("The tenant acme is not empty. What is left: 1 file."));
    }

    @Test
    void aTenantWaitsForThePurgeOfItsObjectsWhereABackendStillLeads() {
        Tenant tenant = create("acme", "free");
        UUID location = sharedLocation();
        object(tenant, "doomed", location);
        object(tenant, "purging", location);
        object(tenant, "purged", location);
        object(tenant, "writing", Ids.next());

        assertThat(
                        Problems.of(() ->
                                core.tenants.delete(
                                        core.admin, tenant.id(), InSameTransaction.nothing())))
                .isEqualTo(
                        new Problem.InUse(
                                "The tenant acme is not empty. What is left:"
                                        + " 3 deleted objects that still await their purge."));

        core.sql("UPDATE object SET state = 'purged' WHERE state IN ('purging', 'writing')");
        core.sql("UPDATE object SET passes = 1 WHERE state = 'doomed'");
        core.tenants.delete(core.admin, tenant.id(), InSameTransaction.nothing());
        assertThat(objects()).isZero();
    }

    @Test
    void objectsWhereNoBackendLeadsAnyMoreKeepNoTenant() {
        Tenant tenant = create("acme", "free");
        UUID location = sharedLocation();
        object(tenant, "doomed", location);
        object(tenant, "purging", location);
        core.sql("UPDATE backend SET state = 'forgotten'");

        core.tenants.delete(core.admin, tenant.id(), InSameTransaction.nothing());

        assertThat(objects()).isZero();
    }

    private long objects() {
        return core.tx
                .forSystem()
                .statement(
                        sql -> sql.one("SELECT count(*) AS n FROM object", row -> row.number("n")));
    }

    private UUID sharedLocation() {
        UUID id = Ids.next();
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update(
                            """
                            INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at)
                            VALUES (?, 'test', 'e', 'b', '', now())
                            """,
                            id);
                    sql.update(
                            """
                            INSERT INTO backend (id, name, location_id, connector, settings, state,
                              credential_version, created_at, updated_at)
                            VALUES (?, 'shared', ?, 'test', '{}', 'active', 1, now(), now())
                            """,
                            Ids.next(),
                            id);
                });
        return id;
    }

    private void object(Tenant tenant, String state, UUID location) {
        core.tx
                .forTenant(tenant.id())
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO object (tenant_id, id, content_id, location_id, key, state,
                                  node_id, token, format, key_id, charged, created_at, deadline)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 'k', 1, now(), now())
                                """,
                                tenant.id(),
                                Ids.next(),
                                Ids.next(),
                                location,
                                "key-" + Ids.next(),
                                state,
                                Ids.next(),
                                Ids.next()));
    }
}
