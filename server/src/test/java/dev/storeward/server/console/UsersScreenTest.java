package dev.storeward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.access.Role;
import dev.storeward.core.user.User;
import dev.storeward.core.user.Users;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
class UsersScreenTest {
    private static RunningServer server;
    private Member member;
    private Browser supervisor;
    private String users;

    @BeforeAll
    static void start() {
        server = SharedServer.with(Map.of());
    }

    @BeforeEach
    void signIn() {
        member = server.member(1 << 20);
        supervisor = Browser.of(server, server.member(server.tenant(member), "supervisor").key());
        users = "/console/tenants/" + member.tenantId() + "/users";
    }

    @Test
    void aSupervisorMakesAUserAndAKeyThatIsShownOnceAndSignsIn() {
        String page = make("new-" + member.slug() + "@example.org");
        assertThat(supervisor.page(page)).contains("The user is made.", "No key");

        Http.Answer made =
                supervisor.submit(home(page) + "/keys", Map.of("name", "laptop", "expires_at", ""));

        assertThat(made.status()).isEqualTo(201);
        String key = made.text().replaceAll("(?s).*<code>(sw_[A-Za-z0-9]{43})</code>.*", "$1");
        assertThat(key).hasSize(46);
        assertThat(supervisor.page(home(page)))
                .contains("laptop", key.substring(0, 10))
                .doesNotContain(key);
        assertThat(Browser.of(server, key).page("/console/files")).contains("No file here yet");
    }

    @Test
    void aKeyEndsAfterItsLastDayAndAWrongDayIsToldAtItsField() {
        String keys = "/console/users/" + member.userId() + "/keys";

        assertThat(supervisor.submit(keys, Map.of("name", "k", "expires_at", "2040-02-29")).text())
                .contains("datetime=\"2040-03-01T00:00:00Z\"");
        Http.Answer wrong = supervisor.submit(keys, Map.of("name", "k", "expires_at", "soon"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("Must be a day such as 2031-12-31.");
    }

    @Test
    void aKeyIsRevokedWhenItsNameIsTyped() {
        String page = supervisor.page("/console/users/" + member.userId());
        String revoke = page.replaceAll("(?s).*href=\"([^\"]+/revoke)\".*", "$1");
        Browser theirs = Browser.of(server, member.key());
        assertThat(supervisor.page(revoke)).contains("are refused at once", "test");

        assertThat(supervisor.submit(revoke, Map.of("typed_name", "tset")).status()).isEqualTo(400);
        assertThat(theirs.get("/console").status()).isEqualTo(200);
        Http.Answer done = supervisor.submit(revoke, Map.of("typed_name", "test"));

        assertThat(supervisor.page(Browser.location(done))).contains("The key is revoked.");
        assertThat(theirs.get("/console").status()).isEqualTo(303);
        assertThat(supervisor.get(revoke).status()).isEqualTo(404);
    }

    @Test
    void aRoleIsChangedAndHoldsAtOnce() {
        Browser theirs = Browser.of(server, member.key());
        assertThat(theirs.page("/console")).doesNotContain(users);

        supervisor.submit(
                "/console/users/" + member.userId() + "/role", Map.of("role", "supervisor"));

        assertThat(user().role()).isEqualTo(Role.SUPERVISOR);
        assertThat(theirs.page("/console")).contains(users);
    }

    @Test
    void aUserIsDisabledWhenItsEmailIsTyped() {
        String disable = "/console/users/" + member.userId() + "/disable";
        assertThat(supervisor.page(disable)).contains(user().email());

        assertThat(supervisor.submit(disable, Map.of("typed_name", "x")).status()).isEqualTo(400);
        assertThat(user().disabledAt()).isNull();
        Http.Answer done =
                supervisor.submit(disable, Map.of("typed_name", user().email(), "files", "keep"));

        assertThat(supervisor.page(Browser.location(done))).contains("disabled");
        assertThat(user().disabledAt()).isNotNull();
    }

    @Test
    void whatATenantChangedStandsInItsAudit() {
        make("audited-" + member.slug() + "@example.org");

        assertThat(supervisor.page("/console/tenants/" + member.tenantId() + "/audit"))
                .contains("user.create", "audited-" + member.slug() + "@example.org");
    }

    @Test
    void aMemberWhoTypesTheAddressOfASupervisorsPageIsRefused() {
        Browser theirs = Browser.of(server, member.key());
        assertThat(theirs.page("/console")).doesNotContain(users);
        for (String path :
                new String[] {
                    users,
                    "/console/tenants/" + member.tenantId() + "/audit",
                    "/console/audit",
                    "/console/tenants"
                }) {
            Http.Answer answer = theirs.get(path);
            assertThat(answer.status()).as(path).isEqualTo(403);
            assertThat(answer.text()).contains("You may not do this");
        }
        assertThat(
                        theirs.submit(users, Map.of("email", "x@example.org", "role", "member"))
                                .status())
                .isEqualTo(403);
    }

    @Test
    void aSupervisorSeesNoUserOfAnotherTenant() {
        Member foreign = server.member(1 << 20);

        assertThat(supervisor.get("/console/users/" + foreign.userId()).status()).isEqualTo(404);
        assertThat(supervisor.get("/console/tenants/" + foreign.tenantId() + "/users").status())
                .isEqualTo(403);
    }

    @Test
    void everybodyHasTheirOwnKeysAndBrowsers() {
        Browser theirs = Browser.of(server, member.key());

        String own = Browser.location(theirs.get("/console/account"));

        assertThat(own).isEqualTo("/console/users/" + member.userId());
        assertThat(theirs.page(own))
                .contains("You are signed in with 1 browser", "Sign out everywhere");
    }

    private String make(String email) {
        supervisor.page(users + "/new");
        return Browser.location(supervisor.submit(users, Map.of("email", email, "role", "member")));
    }

    private User user() {
        UUID id = member.userId();
        return server.service(Users.class).get(server.admin(), id);
    }

    private static String home(String page) {
        return page.split("\\?", 2)[0];
    }
}
