package dev.storeward.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.BreakablePool;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Tx;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What keeps a tenant from going, what goes at once and what later. */
class TenantDeletionTest {
    private final CoreFixture core = CoreFixture.start();

    @AfterEach
    void close() {
        core.close();
    }

    private Tenant create(String slug, String plan) {
        return core.tenants.create(
                core.admin,
                new NewTenant(slug, "Tenant " + slug, plan, null),
                InSameTransaction.nothing());
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
    void aTenantWaitsForItsUploads() {
        Tenant tenant = create("acme", "free");
        object(tenant, "writing", Ids.next());

        assertThat(
                        Problems.of(() ->
                                core.tenants.delete(
                                        core.admin, tenant.id(), InSameTransaction.nothing())))
                .isEqualTo(
                        new Problem.InUse(
                                "The tenant acme is not empty. What is left: 1 upload under way."));
    }

    @Test
    void uploadsInSeveralRequestsEndWithTheirTenant() {
        Tenant tenant = create("acme", "free");
        object(tenant, "writing", sharedLocation());
        core.sql("UPDATE object SET session_id = id, deadline = 'infinity'");
        core.sql(
                """
                INSERT INTO upload_session (tenant_id, id, user_id, file_id, object_id, kind, state, address, name,
                                            category, content_type, created_at, expires_at)
                SELECT tenant_id, id, id, id, id, 'parted', 'open', 'a', 'a', 'general', '', now(), 'infinity'
                FROM object
                """);
        core.sql(
                """
                INSERT INTO upload_piece (tenant_id, session_id, number, token, node_id, charged)
                SELECT tenant_id, id, 1, id, id, 0 FROM object
                """);

        core.tenants.delete(core.admin, tenant.id(), InSameTransaction.nothing());

        assertThat(states()).containsExactly("doomed");
        core.sql("UPDATE object SET state = 'purged', passes = 1");
        new TenantRemoval(core.tx).run();
        assertThat(objects()).isZero();
        assertThat(deletedTenants()).isZero();
    }

    @Test
    void aTenantGoesAtOnceAndItsRowsWhenItsBucketsAreEmpty() {
        Tenant tenant = create("acme", "free");
        String key = core.key(core.user(tenant, "ann@acme.test", Role.MEMBER).id()).reveal();
        UUID location = sharedLocation();
        object(tenant, "doomed", location);
        core.sql("UPDATE object SET purge_after = now() + interval '1 year'");
        object(tenant, "purging", location);
        object(tenant, "purged", location);

        core.tenants.delete(core.admin, tenant.id(), InSameTransaction.nothing());

        assertThat(core.authenticator.authenticate(key, "r")).isEmpty();
        assertThat(core.tenants.list(core.admin, PageRequest.first()).items()).isEmpty();
        assertThat(Problems.of(() -> core.tenants.get(core.admin, tenant.id())))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(create("acme", "free").id()).isNotEqualTo(tenant.id());
        assertThat(
                        Problems.of(() ->
                                core.tenants.delete(
                                        core.admin, tenant.id(), InSameTransaction.nothing())))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(states()).as("due now, not in a year").containsExactly("doomed", "purging");
        assertThat(deletedTenants()).isEqualTo(1);

        core.sql("UPDATE object SET state = 'purged', passes = 1");
        new TenantRemoval(core.tx).run();

        assertThat(objects()).isZero();
        assertThat(deletedTenants()).isZero();
    }

    @Test
    void aRemovalGoesOnWhereItWasBrokenOff() {
        Tenant tenant = create("acme", "free");
        UUID location = sharedLocation();
        objects(tenant, "doomed", location, 2_500);
        core.sql("UPDATE object SET purge_after = now() + interval '1 year'");
        core.tenants.delete(core.admin, tenant.id(), InSameTransaction.nothing());
        core.sql("UPDATE object SET state = 'purged', passes = 1");
        // As after a crash in the middle of a round.
        core.sql(
                "UPDATE tenant SET removed_to = (SELECT id FROM object ORDER BY id OFFSET 1200 LIMIT 1)"
                        + " WHERE deleted_at IS NOT NULL");

        new TenantRemoval(core.tx).run();
        new TenantRemoval(core.tx).run();

        assertThat(objects()).isZero();
        assertThat(deletedTenants()).isZero();
    }

    @Test
    void aBucketThatStaysAwayIsWaitedForAWeek() {
        Tenant tenant = create("acme", "free");
        object(tenant, "doomed", sharedLocation());
        core.tenants.delete(core.admin, tenant.id(), InSameTransaction.nothing());
        new TenantRemoval(core.tx).run();
        assertThat(objects()).isEqualTo(1);

        core.sql("UPDATE tenant SET deleted_at = now() - interval '8 days'");
        new TenantRemoval(core.tx).run();

        assertThat(objects()).isZero();
        assertThat(deletedTenants()).isZero();
    }

    @Test
    void aRoundEndsWhereTheDatabaseIsAway() {
        for (String slug : List.of("a", "b", "c")) {
            Tenant tenant = create(slug, "free");
            object(tenant, "doomed", sharedLocation(slug));
            core.tenants.delete(core.admin, tenant.id(), InSameTransaction.nothing());
        }
        BreakablePool pool = new BreakablePool(core.database.dataSource());
        pool.breakAfter(1, BreakablePool.away());

        assertThatThrownBy(() -> new TenantRemoval(new Tx(pool)).run())
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        e -> assertThat(e.kind()).isEqualTo(DatabaseException.Kind.UNAVAILABLE));

        assertThat(pool.asked()).as("the tenants' list, and one of them").isEqualTo(2);
    }

    private List<String> states() {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.list(
                                "SELECT state FROM object WHERE purge_after IS NULL OR purge_after <= now() ORDER BY 1",
                                row -> row.text("state")));
    }

    private long deletedTenants() {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM tenant WHERE deleted_at IS NOT NULL",
                                row -> row.number("n")));
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
        return sharedLocation("shared");
    }

    private UUID sharedLocation(String name) {
        UUID id = Ids.next();
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update(
                            """
                            INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at)
                            VALUES (?, 'test', 'e', ?, '', now())
                            """,
                            id,
                            name);
                    sql.update(
                            """
                            INSERT INTO backend (id, name, location_id, connector, settings, state,
                              credential_version, created_at, updated_at)
                            VALUES (?, ?, ?, 'test', '{}', 'active', 1, now(), now())
                            """,
                            Ids.next(),
                            name,
                            id);
                });
        return id;
    }

    private void object(Tenant tenant, String state, UUID location) {
        objects(tenant, state, location, 1);
    }

    private void objects(Tenant tenant, String state, UUID location, int count) {
        core.tx
                .forTenant(tenant.id())
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO object (tenant_id, id, content_id, location_id, key, state,
                                  node_id, token, format, key_id, charged, created_at, deadline)
                                SELECT ?, gen_random_uuid(), gen_random_uuid(), ?, 'key-' || gen_random_uuid(), ?,
                                  gen_random_uuid(), gen_random_uuid(), 1, 'k', 1, now(), now()
                                FROM generate_series(1, ?)
                                """,
                                tenant.id(),
                                location,
                                state,
                                count));
    }
}
