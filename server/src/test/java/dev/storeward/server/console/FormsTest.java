package dev.storeward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.PageRequest;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.SharedServer;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No page but ours of the same session has a browser change anything. */
@ExtendWith(SharedServer.class)
class FormsTest {
    private static final Map<String, String> TENANT =
            Map.of("slug", "forged", "name", "Forged", "plan", "free");
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = SharedServer.with(Map.of());
    }

    @Test
    void aFormWithoutATokenChangesNothing() {
        Browser admin = Browser.of(server, RunningServer.ADMIN_KEY);

        assertRefused(admin.post("/console/tenants", TENANT));
    }

    @Test
    void aFormWithTheTokenOfAnotherSessionChangesNothing() {
        Browser admin = Browser.of(server, RunningServer.ADMIN_KEY);
        String other = Browser.of(server, RunningServer.ADMIN_KEY).formToken();
        assertThat(other).isNotEqualTo(admin.formToken()).hasSize(43);

        assertRefused(admin.submit("/console/tenants", with("form_token", other)));
    }

    @Test
    void aFormThatAnotherSiteSendsChangesNothing() {
        Browser admin = Browser.of(server, RunningServer.ADMIN_KEY);
        Map<String, String> form = with("form_token", admin.formToken());

        assertRefused(admin.post("/console/tenants", form, "Sec-Fetch-Site", "cross-site"));
        assertRefused(admin.post("/console/tenants", form, "Sec-Fetch-Site", "same-site"));
        assertRefused(admin.post("/console/tenants", form, "Origin", "https://evil.test"));
        assertRefused(admin.post("/console/tenants", form, "Origin", "null"));
    }

    @Test
    void noOtherSiteSignsABrowserIn() {
        Http.Answer answer =
                new Browser(server)
                        .post(
                                "/console/sign-in",
                                Map.of("key", RunningServer.ADMIN_KEY),
                                "Sec-Fetch-Site",
                                "cross-site");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @Test
    void withoutASessionAFormLeadsToTheSignIn() {
        assertThat(Browser.location(new Browser(server).post("/console/tenants", TENANT)))
                .isEqualTo("/console/sign-in");
    }

    @Test
    void aFormIsSmall() {
        Browser admin = Browser.of(server, RunningServer.ADMIN_KEY);

        Http.Answer answer = admin.submit("/console/tenants", with("name", "x".repeat(70_000)));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).contains("The form is larger than 64 KiB.");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> form = new java.util.HashMap<>(TENANT);
        form.put(name, value);
        return form;
    }

    private static void assertRefused(Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.text()).contains("Nothing was changed.");
        assertThat(
                        server.service(Tenants.class)
                                .search(server.admin(), "forged", PageRequest.first())
                                .items())
                .isEmpty();
    }
}
