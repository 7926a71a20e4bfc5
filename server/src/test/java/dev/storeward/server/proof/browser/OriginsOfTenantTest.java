package dev.storeward.server.proof.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A supervisor says which pages may read what the tenant is answered. */
class OriginsOfTenantTest extends BrowserFixture {
    private final Member member = server.member(1 << 20);
    private final String supervisor = server.member(server.tenant(member), "supervisor").key();

    private static String allowed(Answer answer) {
        return answer.status() + " " + answer.text();
    }

    @Test
    void theListIsReplacedAsAWholeAndTold() {
        String none = "200 {\"allowed_origins\":[],\"max_age_seconds\":600}";
        assertThat(allowed(new Http(server, supervisor).get(cors(member)))).isEqualTo(none);

        String two =
                "{\"allowed_origins\":[\"https://b.test\",\"https://*.a.test\"],\"max_age_seconds\":5}";
        assertThat(allowed(change(supervisor, member, two))).isEqualTo("200 " + two);
        assertThat(allowed(new Http(server, supervisor).get(cors(member)))).isEqualTo("200 " + two);
        assertThat(
                        preflight("/links/x", "https://c.a.test", "GET")
                                .header("Access-Control-Max-Age"))
                .isEqualTo("5");

        assertThat(allowed(change(supervisor, member, "{\"allowed_origins\":[]}"))).isEqualTo(none);
        assertThat(corsHeaders(preflight("/links/x", "https://c.a.test", "GET"))).isEmpty();
        assertThat(corsHeaders(as(member).get(FILES + "/files", "Origin", "https://b.test")))
                .isEmpty();
    }

    @Test
    void aChangeIsMadeOnceAndRecorded() {
        String json = "{\"allowed_origins\":[\"https://once.test\"]}";
        Answer first = change(supervisor, member, json, "Idempotency-Key", "cors-1");
        Answer again = change(supervisor, member, json, "Idempotency-Key", "cors-1");

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        Answer audit =
                new Http(server, supervisor)
                        .get("/api/v1/platform/tenants/" + member.tenantId() + "/audit");
        assertThat(audit.json().path("items"))
                .filteredOn(item -> item.path("action").asString().equals("origins.change"))
                .singleElement()
                .satisfies(item ->
                        assertThat(item.path("details").toString())
                                .isEqualTo(
                                        "{\"allowed_origins\":[\"https://once.test\"],\"max_age_seconds\":600}"));
    }

    @Test
    void onlyItsSupervisorsSay() {
        String json = "{\"allowed_origins\":[\"*\"]}";
        Member other = server.member(1 << 20);
        String theirs = server.member(server.tenant(other), "supervisor").key();

        assertThat(change(member.key(), member, json).status()).isEqualTo(403);
        assertThat(change(theirs, member, json).status()).isEqualTo(403);
        assertThat(new Http(server, member.key()).get(cors(member)).status()).isEqualTo(403);
        assertThat(corsHeaders(as(member).get(FILES + "/files", "Origin", "https://x.test")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | allowed_origins",
                "{\"allowed_origins\":null} | allowed_origins",
                "{\"allowed_origins\":[null]} | allowed_origins[0]",
                "{\"allowed_origins\":[\"https://a.test\",\"https://a.test\"]} | allowed_origins[1]",
                "{\"allowed_origins\":[\"https://a.test/\"]} | allowed_origins[0]",
                "{\"allowed_origins\":[\"null\"]} | allowed_origins[0]",
                "{\"allowed_origins\":[],\"max_age_seconds\":-1} | max_age_seconds",
                "{\"allowed_origins\":[],\"max_age_seconds\":86401} | max_age_seconds"
            })
    void whatNoBrowserSendsIsRefusedByName(String json, String field) {
        Answer refused = change(supervisor, member, json);

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.json().path("errors").propertyNames()).containsExactly(field);
    }

    @Test
    void aDeletedTenantAllowsNobody() {
        change(RunningServer.ADMIN_KEY, member, "{\"allowed_origins\":[\"https://gone.test\"]}");
        assertThat(preflight("/links/x", "https://gone.test", "GET").status()).isEqualTo(204);

        server.service(Tenants.class)
                .delete(server.admin(), member.tenantId(), InSameTransaction.nothing());

        assertThat(corsHeaders(preflight("/links/x", "https://gone.test", "GET"))).isEmpty();
    }

    @Test
    void anotherNodeKnows() {
        try (RunningServer beside = server.beside(Map.of())) {
            Http there = new Http(beside, member.key());
            String[] page = {"Origin", "https://nodes.test"};
            assertThat(corsHeaders(there.get(FILES + "/files", page))).isEmpty();

            change(supervisor, member, "{\"allowed_origins\":[\"https://nodes.test\"]}");

            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(shownTo(there.get(FILES + "/files", page)))
                                    .isEqualTo("https://nodes.test"));
        }
    }
}
