package dev.storeward.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CtlTest extends CtlFixture {
    @TempDir private Path folder;

    private void upload(int count) {
        for (int i = 0; i < count; i++) {
            byte[] bytes = ("file " + i).getBytes(StandardCharsets.UTF_8);
            assertThat(new Http(server, member.key()).upload("file_name=f.txt", bytes).status())
                    .isEqualTo(201);
        }
    }

    private static String closedNow() {
        DateTimeFormatter form = DateTimeFormatter.ofPattern("HH:mm");
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        return form.format(now.plusHours(3)) + "-" + form.format(now.plusHours(4));
    }

    private static String idIn(CtlRun run) {
        return run.lines().getFirst().substring("migration ".length());
    }

    @Test
    void whoeverAsksIsToldWhoTheyAre() {
        assertThat(done(admin("whoami")).lines()).containsExactly("admin@localhost, super_admin");
        assertThat(done(supervisor("whoami")).lines().getLast())
                .isEqualTo("tenant " + member.slug() + " (free) " + member.tenantId());
        assertThat(done(supervisor("whoami", "--json")).out()).startsWith("{\"user\":{\"id\":");
    }

    @Test
    void tenantsAreMadeAndListed() {
        String slug = "made-" + UUID.randomUUID().toString().substring(0, 8);

        CtlRun made = done(admin("tenants", "create", slug, "--plan", "pro", "--quota", "5GiB"));

        assertThat(made.out()).startsWith(slug + "\tpro\t");
        assertThat(done(admin("tenants", "list")).lines()).contains(made.out().strip());
        refused(admin("tenants", "create", slug), 1, "(409)");
        refused(admin("tenants", "create", slug, "--quota", "much"), 2, "--quota: must be bytes");
        refused(supervisor("tenants", "list"), 1, "(403)");
    }

    @Test
    void backendsAreListedAndProven() {
        backend("own");
        assertThat(done(supervisor("backends", "list")).out())
                .startsWith("own\tfilesystem\tactive\t");
        assertThat(done(admin("backends", "list", "--tenant", member.slug())).lines()).hasSize(1);

        assertThat(done(supervisor("backends", "verify", "own")).out())
                .startsWith("own\tfilesystem\tactive\t");
        refused(supervisor("backends", "verify", "none"), 1, "The tenant has no backend none.");
        refused(admin("backends", "list"), 2, "A super admin names the tenant");
        refused(admin("backends", "list", "--tenant", "nobody"), 1, "There is no tenant nobody.");
    }

    @Test
    void aMigrationIsPlannedWatchedListedAndProven() throws Exception {
        upload(7);
        backend("own");
        assertThat(done(supervisor("migrations", "plan", "--to", "own")).out())
                .startsWith("7 files, 42 B, about ");
        refused(supervisor("migrations", "plan", "--to", "own", "--from", "own"), 1, "in the way");

        CtlRun begun =
                done(
                        supervisor(
                                "migrations",
                                "start",
                                "--to",
                                "own",
                                "--grace",
                                "1h",
                                "--reason",
                                "own bucket",
                                "--watch"));
        String id = idIn(begun);
        assertThat(begun.lines().getLast()).startsWith("completed 100.0 %, 7 of 7 files, 42 B");
        assertThat(done(supervisor("migrations", "show", id)).lines().get(1))
                .startsWith("completed 100.0 %");
        assertThat(done(supervisor("migrations", "show", id, "--json")).out())
                .contains("\"grace_seconds\":3600")
                .contains("\"reason\":\"own bucket\"");
        assertThat(done(supervisor("migrations", "watch", id)).lines()).hasSize(1);
        assertThat(done(admin("migrations", "list", "--tenant", member.slug())).out())
                .startsWith(id + "\tcompleted\t100.0 %\tshared to own\t");
        assertThat(done(supervisor("migrations", "items", id)).lines())
                .hasSize(7)
                .allMatch(line -> line.startsWith("migrated\torganizations/"));
        assertThat(done(supervisor("migrations", "items", id, "--state", "failed")).out())
                .isEmpty();

        String file = folder.resolve("m.jsonl").toString();
        done(supervisor("migrations", "manifest", id, "-o", file));
        String key = done(supervisor("manifest", "keys")).out().strip().split("\t", -1)[2];
        assertThat(done(supervisor("manifest", "verify", file, "--public-key", key)).out())
                .startsWith("Right: migration " + id + " (completed), 7 files, ");
        refused(supervisor("migrations", "manifest", id, "-o", file), 2, "exists already");
        try (var left = Files.list(folder)) {
            assertThat(left).hasSize(1);
        }
        Files.writeString(Path.of(file), Files.readString(Path.of(file)).replace("f_2", "f_1"));
        refused(supervisor("manifest", "verify", file), 1, "The digest is another");

        assertThat(done(supervisor("migrations", "keep-source", id, "--json")).out())
                .contains("\"keep_source\":true");
    }

    @Test
    void aMigrationIsLimitedCancelledAndRolledBack() {
        upload(3);
        backend("own");
        String id =
                idIn(
                        done(
                                supervisor(
                                        "migrations",
                                        "start",
                                        "--to",
                                        "own",
                                        "--window",
                                        closedNow())));
        refused(supervisor("migrations", "limits", id), 2, "Say what to change");
        assertThat(
                        done(supervisor(
                                        "migrations",
                                        "limits",
                                        id,
                                        "--bandwidth",
                                        "1MiB",
                                        "--concurrency",
                                        "2",
                                        "--json"))
                                .out())
                .contains("\"bandwidth_bytes_per_second\":1048576,\"concurrency\":2,\"window\":{");
        refused(
                supervisor("migrations", "manifest", id, "-o", folder.resolve("early").toString()),
                1,
                "still moves files");
        assertThat(folder).isEmptyDirectory();
        done(supervisor("migrations", "limits", id, "--bandwidth", "none", "--window", "none"));
        assertThat(done(supervisor("migrations", "limits", id, "--grace", "1h", "--json")).out())
                .contains("\"grace_seconds\":3600");
        done(supervisor("migrations", "watch", id));
        refused(supervisor("migrations", "cancel", id), 1, "has ended already");
        refused(supervisor("migrations", "retry", id), 1, "(409)");
        String back = idIn(done(supervisor("migrations", "rollback", id, "--only-moved")));
        done(supervisor("migrations", "watch", back));

        String third =
                idIn(
                        done(
                                supervisor(
                                        "migrations",
                                        "start",
                                        "--to",
                                        "own",
                                        "--window",
                                        closedNow())));
        assertThat(done(supervisor("migrations", "cancel", third)).lines().get(1))
                .startsWith("cancelled ");
        refused(supervisor("migrations", "watch", third), 1, "has ended as cancelled");
    }

    @Test
    void whatIsWrongIsToldInOneSentence() {
        refused(supervisor("migrations", "start", "--to", "shared"), 1, "(400)");
        refused(supervisor("migrations", "show", "../../whoami"), 1, "(404)");
        refused(supervisor("migrations", "watch", UUID.randomUUID().toString()), 1, "(404)");
        refused(
                supervisor("migrations", "start", "--to", "shared", "--window", "always"),
                2,
                "--window: must be hours");
        refused(run(server.url(), "wrong-key", "whoami"), 1, "(401)");
        refused(run("http://127.0.0.1:1", "key", "whoami"), 3, "No server answers at");
        refused(run(server.url() + "/docs", "key", "whoami"), 1, "");
        assertThat(supervisor("migrations", "start").exitCode()).isEqualTo(2);
    }

    @Test
    void aRestoredCopyIsShownAndReleased() {
        assertThat(done(admin("installation", "show")).lines().getFirst())
                .startsWith("installation ")
                .endsWith(", normal");
        refused(admin("installation", "release", "--moved", "--yes"), 1, "nothing to decide");
        refused(admin("installation", "release"), 2, "Say one of --moved and --copy.");
        refused(supervisor("installation", "show"), 1, "(403)");
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                "UPDATE installation SET found_fingerprint = fingerprint,"
                                        + " fingerprint = 'EXTERNAL 1 other elsewhere:1 -',"
                                        + " found_at = now()"));
        List<String> shown = done(admin("installation", "show")).lines();
        assertThat(shown.getFirst()).endsWith(", restored_copy");
        assertThat(shown.get(1)).isEqualTo("recorded at elsewhere:1, database other, cluster 1");
        assertThat(shown.get(2)).startsWith("found    at 127.0.0.1:").contains(", since ");
        assertThat(shown.get(3)).contains("release --moved when the original is gone");
        assertThat(done(admin("installation", "release", "--moved", "--yes")).lines().getFirst())
                .endsWith(", normal");
    }
}
