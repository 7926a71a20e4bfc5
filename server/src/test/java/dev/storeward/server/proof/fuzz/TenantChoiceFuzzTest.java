package dev.storeward.server.proof.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.testkit.Mutants;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code X-Tenant} with what is nearly a tenant's slug, through the whole server: a tenant is
 * entered by its slug and nothing else. {@code -Dstoreward.rounds=N} runs N times as many.
 */
@ExtendWith(SharedServers.class)
class TenantChoiceFuzzTest {
    private static final String WHO = "/api/v1/platform/whoami";

    private static RunningServer server;
    private static Member member;
    private static Member stranger;

    @BeforeAll
    static void start() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        member = server.member(1 << 20);
        stranger = server.member(1 << 20);
    }

    private static Mutants slugs() {
        return Mutants.of(
                TenantChoiceFuzzTest.class,
                "tenants.txt",
                member.slug(),
                stranger.slug(),
                member.slug() + "," + stranger.slug(),
                member.slug().toUpperCase(Locale.ROOT));
    }

    /** Lines are for other tests: here the header has one. */
    private static Reply sent(String key, String slug) {
        return RawHttp.exchange(
                server.url(), "GET", WHO, key, "X-Tenant: " + slug.replaceAll("[\r\n]", ""));
    }

    /** As the header's value is read: without the blanks around it. */
    private static String value(String slug) {
        return slug.replaceAll("[\r\n]", "").replaceAll("^[ \t]++|[ \t]++$", "");
    }

    /**
     * @param slugs some that are entered
     */
    private static void assertEnters(Reply reply, String slug, Set<String> slugs) {
        assertThat(reply.status()).as(reply.toString()).isIn(200, 400, 403);
        if (reply.status() == 200) {
            assertThat(reply.json().at("/tenants/0/slug").asString()).isEqualTo(value(slug));
        } else {
            assertThat(slugs).doesNotContain(value(slug));
            assertThat(reply.text()).doesNotContain("\"tenants\"");
        }
    }

    @Test
    void aMemberEntersItsOwnTenantOnly() {
        slugs().play(
                        100 * Rounds.or(2),
                        slug -> {
                            Reply reply = sent(member.key(), slug);
                            assertEnters(reply, slug, Set.of(member.slug()));
                            if (!value(slug).equals(member.slug())) {
                                assertThat(reply.status()).isNotEqualTo(200);
                            }
                        });
    }

    @Test
    void aSuperAdminEntersATenantByItsSlugOnly() {
        slugs().play(
                        100 * Rounds.or(2),
                        slug ->
                                assertEnters(
                                        sent(RunningServer.ADMIN_KEY, slug),
                                        slug,
                                        Set.of(member.slug(), stranger.slug())));
    }
}
