package dev.storeward.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.file.OwnedFiles;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.store.Secret;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UserFilesTest {
    private final CoreFixture core = CoreFixture.start();
    private final Tenant acme = core.tenant("acme");
    private final Tenant other = core.tenant("other");
    private final Caller supervisor = core.caller(acme, "sue@acme.test", Role.SUPERVISOR);
    private final Caller member = core.caller(acme, "mia@acme.test", Role.MEMBER);

    @AfterEach
    void close() {
        core.close();
    }

    private User create(Caller caller, Tenant tenant, String email, String role) {
        return core.users.create(
                caller, tenant.id(), new NewUser(email, role), InSameTransaction.nothing());
    }

    @Test
    void aDispositionDealsWithTheFiles() {
        User newOwner = create(supervisor, acme, "heir@acme.test", "member");
        FileDisposition transfer = new FileDisposition.TransferFiles(newOwner.id());

        core.users.disable(supervisor, member.userId(), transfer, InSameTransaction.nothing());
        core.users.disable(
                supervisor,
                member.userId(),
                new FileDisposition.DeleteFiles(),
                InSameTransaction.nothing());

        assertThat(core.dispositions)
                .isEqualTo(
                        List.of(
                                "end uploads " + member.userId(),
                                "transfer " + member.userId() + " to " + newOwner.id(),
                                "end uploads " + member.userId(),
                                "delete " + member.userId()));
        assertThat(core.users.get(supervisor, member.userId()).disabledAt()).isNotNull();
    }

    @Test
    void theFilesOfASuperAdminLieInSeveralTenants() {
        core.bootstrap.ensure("second@localhost", Secret.of("second-" + CoreFixture.ADMIN_KEY));
        UUID second =
                core.tx
                        .forSystem()
                        .statement(sql ->
                                UserTable.superAdmin(sql, "second@localhost").orElseThrow().id());
        OwnedFiles files = new OwnedFiles(core.tx);
        Users users = new Users(core.tx, core.audit, core.callers, files, Caps.usual());
        file(acme, second);
        file(other, second);
        file(acme, member.userId());

        users.disable(
                core.admin,
                second,
                new FileDisposition.TransferFiles(core.admin.userId()),
                InSameTransaction.nothing());
        assertThat(filesOf(core.admin.userId())).isEqualTo(2);

        file(acme, second);
        file(other, second);
        users.disable(
                core.admin, second, new FileDisposition.DeleteFiles(), InSameTransaction.nothing());

        assertThat(filesOf(second)).isZero();
        assertThat(filesOf(core.admin.userId())).isEqualTo(2);
        assertThat(filesOf(member.userId())).isEqualTo(1);
    }

    private long filesOf(UUID userId) {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM file WHERE user_id = ?",
                                row -> row.number("n"),
                                userId));
    }

    private void file(Tenant tenant, UUID userId) {
        UUID id = Ids.next();
        core.tx
                .forTenant(tenant.id())
                .run(sql -> {
                    sql.update(
                            """
                            INSERT INTO object (tenant_id, id, content_id, location_id, key, state,
                              node_id, token, format, key_id, charged, created_at, deadline)
                            VALUES (?, ?, ?, ?, ?, 'live', ?, ?, 1, 'k', 0, now(), now())
                            """,
                            tenant.id(),
                            id,
                            id,
                            id,
                            "key-" + id,
                            id,
                            id);
                    sql.update(
                            """
                            INSERT INTO file (tenant_id, id, user_id, address, name, category,
                              content_type, size, plain_sha256, content_id, object_id, uploaded_at)
                            SELECT ?, ?, u.id, 'organizations/' || t.number || '/files/' || u.number || '/' || ?,
                              'a', 'general', 't', 0, '', ?, ?, now()
                            FROM app_user u, tenant t WHERE u.id = ? AND t.id = ?
                            """,
                            tenant.id(),
                            id,
                            id.toString(),
                            id,
                            id,
                            userId,
                            tenant.id());
                });
    }

    @Test
    void filesGoOnlyToAnotherUserOfTheSameTenant() {
        User stranger = core.user(other, "stranger@other.test", Role.MEMBER);

        for (var newOwner :
                List.of(stranger.id(), member.userId(), core.admin.userId(), Ids.next())) {
            Problem problem =
                    Problems.of(() ->
                            core.users.disable(
                                    supervisor,
                                    member.userId(),
                                    new FileDisposition.TransferFiles(newOwner),
                                    InSameTransaction.nothing()));
            assertThat(problem).isInstanceOf(Problem.Invalid.class);
        }
        assertThat(core.users.get(supervisor, member.userId()).disabledAt()).isNull();
    }
}
