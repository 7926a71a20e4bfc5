package dev.storeward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An empty installation leads its super admin to the first file. */
class FirstStepsTest {

    @Test
    void eachStepLeadsToTheNextUntilThereIsAFile() {
        try (RunningServer server = RunningServer.start()) {
            Browser admin = Browser.of(server, RunningServer.ADMIN_KEY);
            assertThat(admin.page("/console"))
                    .contains("The first steps", "href=\"/console/tenants/new\"")
                    .doesNotContain("/users/new");

            String tenant =
                    Browser.location(
                                    admin.submit(
                                            "/console/tenants",
                                            Map.of("slug", "acme", "name", "Acme", "plan", "free")))
                            .split("\\?", 2)[0];
            assertThat(admin.page("/console"))
                    .contains("href=\"" + tenant + "/users/new\"")
                    .doesNotContain("href=\"/console/tenants/new\"");

            String user =
                    Browser.location(
                                    admin.submit(
                                            tenant + "/users",
                                            Map.of("email", "ann@acme.test", "role", "member")))
                            .split("\\?", 2)[0];
            assertThat(admin.page("/console")).contains("href=\"" + tenant + "/users\"");

            String key =
                    admin.submit(user + "/keys", Map.of("name", "first"))
                            .text()
                            .replaceAll("(?s).*<code>(sw_[A-Za-z0-9]{43})</code>.*", "$1");
            Http.Answer stored = new Http(server, key).upload("file_name=a.txt", new byte[] {65});
            assertThat(stored.status()).isEqualTo(201);
            assertThat(admin.page("/console")).doesNotContain("The first steps");
        }
    }
}
