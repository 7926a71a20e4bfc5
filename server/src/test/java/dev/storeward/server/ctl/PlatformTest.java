package dev.storeward.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What operators and supervisors do, by names instead of ids. */
class PlatformTest extends CtlFixture {

    private static String fresh(String what) {
        return what + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static JsonNode one(CtlRun run) {
        return run.done().json().getFirst();
    }

    @Test
    void aTenantIsShownChangedAndDeletedByItsSlug() {
        String slug = fresh("gone");
        admin("tenants", "create", slug, "--name", "Gone Ltd.").done();

        assertThat(admin("tenants", "show", slug).done().out())
                .contains("name         Gone Ltd.\n", "plan         free\n");
        refused(admin("tenants", "change", slug), 2, "Say what to change");
        JsonNode changed =
                one(admin("tenants", "change", slug, "--plan", "pro", "--quota", "2GiB", "--json"));
        assertThat(changed.path("plan").asString("")).isEqualTo("pro");
        assertThat(changed.path("quota_bytes").asLong()).isEqualTo(2L << 30);
        assertThat(
                        one(admin("tenants", "change", slug, "--quota", "plan", "--json"))
                                .path("quota_bytes")
                                .asLong())
                .isEqualTo(100L << 30);

        refused(admin("tenants", "delete", slug), 2, "Tenant " + slug + " will be deleted.");
        assertThat(admin("tenants", "delete", slug, "--yes").done().out()).isEqualTo("Deleted.\n");
        refused(admin("tenants", "show", slug), 1, "There is no tenant " + slug + ".");
    }

    @Test
    void aUserIsMadeChangedAndDisabledByItsEmail() {
        String email = fresh("ann") + "@example.com";

        assertThat(supervisor("users", "create", email).done().out())
                .startsWith(email + "\tmember\tactive\t");
        refused(supervisor("users", "change", email), 2, "Say what to change");
        supervisor("users", "change", email, "--role", "supervisor").done();
        assertThat(supervisor("users", "list").done().out()).contains(email + "\tsupervisor\t");
        refused(supervisor("users", "disable", email), 2, "Its files stay. Say --yes");
        refused(
                supervisor("users", "disable", email, "--delete-files", "--files-to", email),
                2,
                "Say one of");
        supervisor("users", "disable", email, "--yes").done();
        assertThat(supervisor("users", "list").done().out())
                .contains(email + "\tsupervisor\tdisabled\t");
        refused(
                supervisor("users", "disable", email, "--yes"),
                1,
                "The tenant has no user " + email + ".");
        refused(member("users", "list"), 1, "(403)");
    }

    @Test
    void filesOfADisabledUserPassToAnother() throws IOException {
        Path file = Files.writeString(home.resolve("kept.txt"), "kept");
        member("cp", file.toString(), "sw:").done();
        String from = one(member("whoami", "--json")).at("/user/email").asString("");
        String to = one(supervisor("whoami", "--json")).at("/user/email").asString("");

        supervisor("users", "disable", from, "--files-to", to, "--yes").done();

        assertThat(supervisor("ls", "-r").done().out()).contains("kept_");
        refused(member("ls"), 1, "(401)");
    }

    @Test
    void aKeyIsMadeShownOnceAndRevokedByItsName() {
        CtlRun made = member("keys", "create", "laptop", "--expires", "30d").done();
        String key = made.lines().getLast().substring("key: ".length());

        assertThat(run(server.url(), key, "whoami").done().out()).contains("member");
        assertThat(member("keys", "list").done().out()).contains("laptop\t" + key.substring(0, 10));
        refused(member("keys", "revoke", "laptop"), 2, "Key laptop will end at once.");
        member("keys", "revoke", "laptop", "--yes").done();
        refused(run(server.url(), key, "whoami"), 1, "(401)");
        refused(member("keys", "revoke", "laptop", "--yes"), 1, "The user has no key laptop.");
        refused(member("keys", "create", "x", "--expires", "soon"), 2, "--expires: must be a time");
    }

    @Test
    void anS3KeyIsMadeListedAndRevoked() {
        String email = one(member("whoami", "--json")).at("/user/email").asString("");

        CtlRun made = supervisor("s3-keys", "create", "tool", "--user", email).done();

        assertThat(made.lines().get(1)).startsWith("access_key_id: ");
        assertThat(made.lines().get(2)).matches("secret_access_key: \\S{20,}");
        String id = made.lines().get(1).substring("access_key_id: ".length());
        assertThat(member("s3-keys", "list").done().out()).startsWith("tool\t" + id + "\t");
        member("s3-keys", "revoke", id, "--yes").done();
        assertThat(member("s3-keys", "list").done().out()).isEmpty();
    }

    @Test
    void linksAndAccessOfAUserAreEnded() throws IOException {
        Path file = Files.writeString(home.resolve("s.txt"), "s");
        member("cp", file.toString(), "sw:").done();
        String link = member("link", "s.txt").done().out().strip();
        String email = one(member("whoami", "--json")).at("/user/email").asString("");

        supervisor("users", "revoke-links", email).done();
        assertThat(new Http(server, "").get(link).status()).isEqualTo(404);

        refused(supervisor("users", "end-access", email), 2, "Say --yes");
        supervisor("users", "end-access", email, "--yes").done();
        refused(member("whoami"), 1, "(401)");
    }

    @Test
    void aBackendIsRegisteredChangedAndRemovedByItsName() {
        String path = place("box").toString();
        refused(
                admin(
                        "backends",
                        "register",
                        "box",
                        "--connector",
                        "filesystem",
                        "--set",
                        "path",
                        "--tenant",
                        member.slug()),
                2,
                "--set: must be name=value.");
        admin(
                        "backends",
                        "register",
                        "box",
                        "--connector",
                        "filesystem",
                        "--set",
                        "path=" + path,
                        "--tenant",
                        member.slug())
                .done();

        assertThat(supervisor("backends", "show", "box").done().out())
                .contains("connector         filesystem\n", "state             active\n");
        supervisor("backends", "change", "box", "--name", "chest").done();
        refused(supervisor("backends", "change", "chest"), 2, "Say what to change");
        refused(supervisor("backends", "rotate", "chest"), 2, "Say the new credential");
        supervisor("backends", "policy", "chest").done();
        refused(supervisor("backends", "remove", "chest"), 2, "Backend chest will be removed.");
        refused(supervisor("backends", "remove", "chest", "--retire", "--forget"), 2, "Say one of");
        supervisor("backends", "remove", "chest", "--retire", "--yes").done();
        assertThat(supervisor("backends", "list").done().out())
                .contains("chest\tfilesystem\tretired\t");
        assertThat(member("connectors").done().out()).contains("  bucket (required)", "s3: ");
    }

    @Test
    void aPlacementIsChangedAndExplained() {
        backend("box");

        assertThat(supervisor("placement", "set", "--default", "box").done().out())
                .contains("default_backend_id  ");
        assertThat(supervisor("placement", "explain", "a.csv", "--size", "5MiB").done().out())
                .isEqualTo("decided by default: box\n");
        assertThat(
                        supervisor("placement", "set", "--prefix", "live/", "--json")
                                .done()
                                .json()
                                .getFirst()
                                .path("path_prefix")
                                .asString(""))
                .startsWith("live");
        supervisor("placement", "set", "--default", "shared").done();
        assertThat(supervisor("placement", "show").done().out())
                .doesNotContain("default_backend_id");
        refused(supervisor("placement", "set"), 2, "Say what to change");
        refused(supervisor("placement", "set", "--file", "/none"), 2, "--file: /none cannot be");
        refused(supervisor("placement", "set", "--default", "none"), 1, "no backend none.");
    }

    @Test
    void originsAreReplacedAsAWhole() {
        assertThat(
                        supervisor("cors", "set", "https://a.example", "https://b.example")
                                .done()
                                .lines())
                .containsExactly("https://a.example", "https://b.example");
        assertThat(supervisor("cors", "show").done().lines()).hasSize(2);
        assertThat(supervisor("cors", "set").done().out()).isEmpty();
        assertThat(supervisor("cors", "show").done().out()).isEmpty();
        refused(supervisor("cors", "set", "HTTP://A"), 1, "(400)");
    }

    @Test
    void whatWasChangedIsToldNewestFirst() {
        String email = fresh("seen") + "@example.com";
        supervisor("users", "create", email).done();

        assertThat(supervisor("audit", "--limit", "1").done().lines())
                .singleElement()
                .asString()
                .contains("\tuser.create");
        assertThat(admin("audit", "--limit", "3").done().lines()).hasSize(3);
        assertThat(admin("audit", "--tenant", member.slug(), "--limit", "1").done().lines())
                .hasSize(1);
        refused(member("audit"), 1, "(403)");
    }

    @Test
    void theMasterKeyIsShownAndItsRotationAskedBack() {
        assertThat(admin("master-key", "show").done().out()).contains("state        never\n");
        refused(admin("master-key", "rotate"), 2, "Say --yes");
        refused(supervisor("master-key", "show"), 1, "(403)");
    }
}
