package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An address has one spelling, so that a proxy's rule for it holds. */
class SpellingTest extends HostileFixture {
    private static Reply asked(String path) {
        return RawHttp.exchange(
                server.url(), "GET", path, RunningServer.ADMIN_KEY, "X-Tenant: " + member.slug());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics;x",
                "/metrics;",
                "/;x/metrics",
                "/%6detrics",
                "/metric%73",
                "/%6D%65%74%72%69%63%73",
                "/healthz;jsessionid=1",
                "/readyz%2e",
                "/docs;/start.js",
                "/open%61pi.json",
                "/api/v1/admin;x/storage/stats",
                "/api/v1/%61dmin/storage/stats",
                "/api/v1/admin/storage;/stats",
                "/api/v1/platform;v=1/tenants",
                "/api/v1/platform/tenan%74s",
                "/api/v1/storage;/files",
                "/api/v1/storage/file%73",
                "/api/v1/storage-configs;x/",
                "/api/v1/storage%2Dconfigs/",
                "/storage;x",
                "/storage/shared;x/files/1/request_download",
                "/api/v1;x/storage/objects/a",
                "/api/v1/storage/%6fbjects/a",
                "/x/%2e%2e/metrics",
                "/links;x/token",
            })
    void aSecondSpellingIsRefused(String path) {
        Reply reply = asked(path);

        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.text()).contains("spelled as it is documented");
        assertThat(reply.headers("X-Request-Id")).hasSize(1);
    }

    /** Tomcat would undo them for a servlet; the router asks for the path as it was sent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//metrics",
                "/./metrics",
                "/x/../metrics",
                "/metrics/",
                "/METRICS",
                "/api//v1/admin/storage/stats",
                "/api/v1/./admin/storage/stats",
                "/api/v1/x/../admin/storage/stats",
                "/api/v1%2fadmin/storage/stats",
                "/metrics%3bx",
            })
    void whatIsNoSpellingOfAnythingIsNothing(String path) {
        assertThat(asked(path).status()).as(path).isIn(400, 404);
    }

    @Test
    void theFilesDoorSaysSoInItsOwnWords() {
        Reply reply = asked("/api/v1/storage/file%73");

        assertThat(reply.json().at("/error/code").asString()).isEqualTo("VALIDATION_ERROR");
    }

    @Test
    void namesOfFilesAreSpelledAsAnybodyLikes() {
        String address =
                RawHttp.exchange(
                                server.url(),
                                "POST",
                                BASE + "/upload?file_name=a-b.txt",
                                member.key(),
                                "Content-Length: 0")
                        .json()
                        .at("/data/file_path")
                        .asString();
        assertThat(address).contains("a-b_");

        for (String spelled :
                new String[] {
                    address,
                    address.replace("-", "%2d"),
                    address.replace("organizations", "%6frganizations")
                }) {
            Reply reply =
                    RawHttp.exchange(
                            server.url(), "GET", BASE + "/objects/" + spelled, member.key());
            assertThat(reply.status()).as(spelled + " " + reply).isEqualTo(200);
        }
    }
}
