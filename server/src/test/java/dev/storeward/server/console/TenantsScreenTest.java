package dev.storeward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.tenant.Plan;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
class TenantsScreenTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static RunningServer server;
    private static Browser admin;

    @BeforeAll
    static void start() {
        server = SharedServer.with(Map.of());
        admin = Browser.of(server, RunningServer.ADMIN_KEY);
    }

    @Test
    void aTenantIsMadeAndShownWithItsLimit() {
        String slug = slug();

        UUID id = make(slug, "Acme & Sons", "team", "1.5 TiB");

        Tenant made = server.service(Tenants.class).get(server.admin(), id);
        assertThat(made.slug()).isEqualTo(slug);
        assertThat(made.plan()).isEqualTo(Plan.TEAM);
        assertThat(made.quotaBytes()).isEqualTo(1536L << 30);
        assertThat(admin.page("/console/tenants/" + id))
                .contains("Acme &amp; Sons", slug, id.toString(), "value=\"1536 GiB\"")
                .contains("title=\"1,649,267,441,664 bytes\">1.50 TiB");
    }

    @Test
    void whatIsWrongStandsBesideItsFieldAndNothingTypedIsLost() {
        Http.Answer answer =
                admin.submit(
                        "/console/tenants",
                        Map.of(
                                "slug",
                                "Not A Slug",
                                "name",
                                "Kept",
                                "plan",
                                "free",
                                "quota_bytes",
                                ""));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .contains(
                        "Must be 1 to 63 lower-case letters",
                        "value=\"Not A Slug\"",
                        "value=\"Kept\"");

        Http.Answer size =
                admin.submit(
                        "/console/tenants",
                        Map.of(
                                "slug",
                                slug(),
                                "name",
                                "Kept",
                                "plan",
                                "free",
                                "quota_bytes",
                                "many"));
        assertThat(size.status()).isEqualTo(400);
        assertThat(size.text()).contains("Must be a number with a unit", "value=\"many\"");
    }

    @Test
    void aSlugThatIsTakenIsToldAtItsField() {
        String slug = slug();
        make(slug, "First", "free", "");

        Http.Answer answer =
                admin.submit(
                        "/console/tenants",
                        Map.of("slug", slug, "name", "Second", "plan", "free", "quota_bytes", ""));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text()).contains("There is a tenant with the slug " + slug);
    }

    @Test
    void namePlanAndLimitAreChangedAndAnEmptyLimitIsThePlans() {
        UUID id = make(slug(), "Before", "free", "5 GiB");

        Http.Answer answer =
                admin.submit(
                        "/console/tenants/" + id,
                        Map.of("name", "After", "plan", "pro", "quota_bytes", ""));

        assertThat(admin.page(Browser.location(answer))).contains("The changes are kept.");
        Tenant after = server.service(Tenants.class).get(server.admin(), id);
        assertThat(after.name()).isEqualTo("After");
        assertThat(after.quotaOverride()).isNull();
        assertThat(after.quotaBytes()).isEqualTo(100L << 30);
    }

    @Test
    void tenantsAreFoundByTheBeginningOfSlugOrName() {
        String slug = slug();
        make(slug, "Zebra_100% Ltd " + slug, "free", "");

        assertThat(admin.page("/console/tenants?q=" + slug)).contains("Zebra_100% Ltd " + slug);
        assertThat(admin.page("/console/tenants?q=zebra_100%25+ltd+" + slug)).contains(slug);
        assertThat(admin.page("/console/tenants?q=zebra_1_0")).contains("No tenant begins so");
        assertThat(admin.page("/console/tenants?q=%5C")).contains("No tenant begins so");
    }

    @Test
    void aListOfMoreThanAPageLeadsOnAndBack() {
        String prefix = slug();
        for (int i = 0; i < 26; i++) {
            make("%s-%02d".formatted(prefix, i), "Many", "free", "");
        }
        String first = admin.page("/console/tenants?q=" + prefix);
        assertThat(first)
                .contains(prefix + "-24")
                .doesNotContain(prefix + "-25")
                .contains("Next page");

        String next = first.replaceAll("(?s).*href=\"([^\"]+)\" rel=\"next\".*", "$1");
        String second = admin.page(next.replace("&amp;", "&"));

        assertThat(second).contains(prefix + "-25", "First page").doesNotContain("Next page");
    }

    @Test
    void aTenantGoesWhenItsSlugIsTyped() {
        String slug = slug();
        UUID id = make(slug, "Goes", "free", "");
        String path = "/console/tenants/" + id + "/delete";
        assertThat(admin.page(path)).contains("This cannot be undone.", slug);

        Http.Answer wrong = admin.submit(path, Map.of("typed_name", slug + "x"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("Type the name exactly as it stands above.");
        assertThat(admin.get("/console/tenants/" + id).status()).isEqualTo(200);

        assertThat(Browser.location(admin.submit(path, Map.of("typed_name", slug))))
                .isEqualTo("/console/tenants");
        assertThat(admin.get("/console/tenants/" + id).status()).isEqualTo(404);
    }

    @Test
    void aMemberAndASupervisorWhoTypeTheAddressesAreRefusedByTheCore() {
        Member member = server.member(1 << 20);
        Member supervisor = server.member(server.tenant(member), "supervisor");
        for (Member who : new Member[] {member, supervisor}) {
            Browser browser = Browser.of(server, who.key());
            for (String path : new String[] {"/console/tenants", "/console/tenants?q=t"}) {
                assertThat(browser.get(path).status()).as(path).isEqualTo(403);
            }
            Http.Answer made =
                    browser.submit("/console/tenants", Map.of("slug", slug(), "name", "x"));
            assertThat(made.status()).isEqualTo(403);
            Member other = server.member(1 << 20);
            assertThat(browser.get("/console/tenants/" + other.tenantId()).status()).isEqualTo(403);
        }
    }

    private static String slug() {
        return "screen-" + NUMBERS.incrementAndGet();
    }

    private static UUID make(String slug, String name, String plan, String limit) {
        Http.Answer answer =
                admin.submit(
                        "/console/tenants",
                        Map.of("slug", slug, "name", name, "plan", plan, "quota_bytes", limit));
        return UUID.fromString(
                Browser.location(answer).replaceAll("/console/tenants/([0-9a-f-]+).*", "$1"));
    }
}
