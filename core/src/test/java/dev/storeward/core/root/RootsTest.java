package dev.storeward.core.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.tenant.Tenant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootsTest {
    private final CoreFixture core = CoreFixture.start();
    private final Tenant acme = core.tenant("acme");
    private final Caller user = core.caller(acme, "u@acme.example", Role.MEMBER);
    private final Caller colleague = core.caller(acme, "c@acme.example", Role.MEMBER);
    private final Roots roots = new Roots(core.tx);

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void theTenantsNameIsTheWholeFolderAndEveryOtherAFolderInIt() {
        assertThat(roots.make(user, "photos")).isEqualTo(Roots.Making.MADE);
        assertThat(roots.make(user, "photos")).isEqualTo(Roots.Making.THERE);
        assertThat(roots.make(user, "acme")).isEqualTo(Roots.Making.THERE);

        String folder = "organizations/" + acme.number() + "/files/" + user.userNumber() + "/";
        assertThat(roots.list(user))
                .extracting(Root::name, Root::folder)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("acme", folder),
                        org.assertj.core.groups.Tuple.tuple("photos", folder + "photos/"));
        assertThat(Roots.address(user, roots.find(user, "photos").orElseThrow(), "a//../b").value())
                .isEqualTo(folder + "photos/a//../b");
    }

    @Test
    void aRootIsItsUsersOwn() {
        roots.make(user, "photos");

        assertThat(roots.find(colleague, "photos")).isEmpty();
        assertThat(roots.list(colleague)).extracting(Root::name).containsExactly("acme");
        assertThat(roots.make(colleague, "photos")).isEqualTo(Roots.Making.MADE);
    }

    @Test
    void anEmptyRootIsRemovedAndTheWholeFolderStays() {
        roots.make(user, "photos");
        assertThat(roots.remove(user, roots.find(user, "photos").orElseThrow()))
                .isEqualTo(Roots.Removal.REMOVED);

        assertThat(roots.find(user, "photos")).isEmpty();
        assertThat(roots.remove(user, roots.find(user, "acme").orElseThrow()))
                .isEqualTo(Roots.Removal.WHOLE_FOLDER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "Photos",
                "a_b",
                "-ab",
                "ab-",
                "a..b",
                "a.-b",
                "192.168.5.4",
                "xn--abc",
                "a/b"
            })
    void whatNamesNoBucketElsewhereNamesNoRoot(String name) {
        assertThat(roots.find(user, name)).isEmpty();
        assertThatThrownBy(() -> roots.make(user, name))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem()).isInstanceOf(Problem.Invalid.class));
    }

    @Test
    void nobodyMakesMoreThanAThousand() {
        core.tx
                .forTenant(acme.id())
                .run(sql ->
                        sql.update(
                                """
                                INSERT INTO root (tenant_id, user_id, name, created_at)
                                SELECT ?, ?, 'bucket-' || g, now() FROM generate_series(1, ?) AS g
                                """,
                                acme.id(),
                                user.userId(),
                                Roots.MOST));

        assertThat(roots.make(user, "one-more")).isEqualTo(Roots.Making.TOO_MANY);
        assertThat(roots.make(user, "bucket-7")).isEqualTo(Roots.Making.THERE);
        assertThat(roots.make(colleague, "one-more")).isEqualTo(Roots.Making.MADE);
    }
}
