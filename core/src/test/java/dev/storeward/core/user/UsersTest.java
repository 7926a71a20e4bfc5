package dev.storeward.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UsersTest {
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
    void aSupervisorMakesUsersOfTheirOwnTenantUpToTheirOwnRole() {
        assertThat(create(supervisor, acme, "a@acme.test", "member").role()).isEqualTo(Role.MEMBER);
        assertThat(create(supervisor, acme, "b@acme.test", "supervisor").role())
                .isEqualTo(Role.SUPERVISOR);
        assertThat(Problems.of(() -> create(supervisor, acme, "c@acme.test", "super_admin")))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void anEmailOfHalfACharacterIsRefused() {
        assertThat(Problems.of(() -> create(supervisor, acme, "\ud800@acme.test", "member")))
                .isEqualTo(
                        Problem.invalid(
                                "email", "Must be an email address such as name@example.org."));
        assertThat(create(supervisor, acme, "\ud83d\ude00@acme.test", "member").email())
                .isEqualTo("\ud83d\ude00@acme.test");
    }

    @Test
    void aSupervisorCannotReachTheUsersOfAnotherTenant() {
        User stranger = core.user(other, "stranger@other.test", Role.MEMBER);

        assertThat(Problems.of(() -> create(supervisor, other, "a@other.test", "member")))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(Problems.of(() -> core.users.list(supervisor, other.id(), PageRequest.first())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(Problems.of(() -> core.users.get(supervisor, stranger.id())))
                .isInstanceOf(Problem.Foreign.class);
        assertThat(
                        Problems.of(() ->
                                core.users.update(
                                        supervisor,
                                        stranger.id(),
                                        new UserChange("x@other.test", null),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Foreign.class);
        assertThat(
                        Problems.of(() ->
                                core.users.disable(
                                        supervisor,
                                        stranger.id(),
                                        new FileDisposition.KeepFiles(),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Foreign.class);
        assertThat(
                        Problems.of(() ->
                                core.keys.create(
                                        supervisor,
                                        stranger.id(),
                                        new NewKey("k", null),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Foreign.class);
    }

    @Test
    void aSupervisorCannotReachSuperAdmins() {
        assertThat(
                        Problems.of(() ->
                                core.keys.create(
                                        supervisor,
                                        core.admin.userId(),
                                        new NewKey("k", null),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Foreign.class);
        assertThat(
                        Problems.of(() ->
                                core.users.disable(
                                        supervisor,
                                        core.admin.userId(),
                                        new FileDisposition.KeepFiles(),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Foreign.class);
    }

    @Test
    void aMemberRulesNobodyNotEvenThemselves() {
        assertThat(Problems.of(() -> create(member, acme, "a@acme.test", "member")))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(
                        Problems.of(() ->
                                core.users.update(
                                        member,
                                        member.userId(),
                                        new UserChange(null, "supervisor"),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(core.users.get(member, member.userId()).email()).isEqualTo("mia@acme.test");
    }

    @Test
    void nobodyBecomesASuperAdminByAChangeOfRole() {
        assertThat(
                        Problems.of(() ->
                                core.users.update(
                                        supervisor,
                                        member.userId(),
                                        new UserChange(null, "super_admin"),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(
                        Problems.of(() ->
                                core.users.update(
                                        core.admin,
                                        member.userId(),
                                        new UserChange(null, "super_admin"),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void anEmailIsUniqueAmongTheActiveUsersOfATenant() {
        User first = create(supervisor, acme, "ann@acme.test", "member");
        create(core.admin, other, "ann@acme.test", "member");

        assertThat(Problems.of(() -> create(supervisor, acme, "ANN@acme.test", "member")))
                .isEqualTo(
                        new Problem.AlreadyExists(
                                "email", "There is a user with the email ANN@acme.test already."));
        assertThat(
                        Problems.of(() ->
                                core.users.update(
                                        supervisor,
                                        member.userId(),
                                        new UserChange("ann@acme.test", null),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.AlreadyExists.class);

        core.users.disable(
                supervisor,
                first.id(),
                new FileDisposition.KeepFiles(),
                InSameTransaction.nothing());
        assertThat(create(supervisor, acme, "ann@acme.test", "member").id())
                .isNotEqualTo(first.id());
    }

    @Test
    void wrongFieldsAreNamed() {
        Problem problem = Problems.of(() -> create(supervisor, acme, "nobody", "boss"));

        assertThat(((Problem.Invalid) problem).fields())
                .extracting(Problem.FieldProblem::field)
                .containsExactly("email", "role");
        assertThat(
                        Problems.of(() ->
                                core.users.create(
                                        core.admin,
                                        Ids.next(),
                                        new NewUser("a@b.test", "member"),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void theLastSuperAdminStays() {
        assertThat(
                        Problems.of(() ->
                                core.users.disable(
                                        core.admin,
                                        core.admin.userId(),
                                        new FileDisposition.KeepFiles(),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.InUse.class);
    }
}
