package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.State;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.file.name.FileNames;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.wrap.Prefix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackendsTest extends BackendsFixture {
    @Test
    void aBackendIsKeptWithoutItsSecretsWhichAreSealed() {
        Backend backend = register("docs", "bucket", "team");

        assertThat(backend.state()).isEqualTo(State.ACTIVE);
        assertThat(backend.spec().settings())
                .isEqualTo(
                        Map.of(
                                "endpoint",
                                "https://store.test",
                                "bucket",
                                "bucket",
                                "prefix",
                                "team"));
        assertThat(backends.get(supervisor, backend.id())).isEqualTo(backend);
        assertThat(backends.list(supervisor, acme.id(), PageRequest.first()).items())
                .containsExactly(backend);
        assertThat(credentials.credentialOf(access(backend)))
                .isEqualTo(new Credential(Map.of("secret_key", Secret.of("s3cr3t"))));
        assertThat(core.audit.ofTenant(core.admin, acme.id(), PageRequest.first()).toString())
                .contains("backend.register")
                .doesNotContain("s3cr3t");
    }

    @Test
    void aSealedSecretOpensForItsOwnBackendAndVersionOnly() {
        Backend one = register("one", "bucket-1", "");
        Backend two = register("two", "bucket-2", "");
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                UPDATE backend_credential SET sealed =
                                  (SELECT sealed FROM backend_credential WHERE backend_id = ?)
                                WHERE backend_id = ?
                                """,
                                one.id(),
                                two.id()));

        assertThat(credentials.credentialOf(access(one)).values()).isNotEmpty();
        assertThatThrownBy(() -> credentials.credentialOf(access(two)))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        Map<String, Secret> values = values("", "");
        values.put("color", Secret.of("red"));
        values.put("endpoint", Secret.of("https://10.0.0.1"));

        Problem problem = Problems.of(() -> register(supervisor, acme, "No!", values));

        assertThat(((Problem.Invalid) problem).fields())
                .extracting(FieldProblem::field)
                .containsExactly("name", "settings.color", "settings.bucket", "settings.endpoint");
        assertThat(buckets.opened()).isZero();
    }

    @Test
    void anUnknownConnectorIsAnsweredWithTheKnownOnes() {
        Problem problem =
                Problems.of(() ->
                        backends.register(
                                supervisor,
                                acme.id(),
                                new NewBackend("docs", "java.lang.String", Map.of(), true),
                                InSameTransaction.nothing()));

        assertThat(problem)
                .isEqualTo(
                        Problem.invalid(
                                "connector", "Unknown connector. Known are filesystem, test."));
    }

    @Test
    void aBackendIsFoundByItsNameWhileItIsActive() {
        Backend backend = register("docs", "bucket", "");

        assertThat(backends.byName(supervisor, acme.id(), "docs")).isEqualTo(backend);
        remove(backend, Removal.RETIRE);
        assertThat(Problems.of(() -> backends.byName(supervisor, acme.id(), "docs")))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void aPrefixLeavesRoomForWhatComesBehindIt() {
        assertThat(Prefix.MAX_BYTES * 2 + 2 + FileNames.MAX_ADDRESS_BYTES)
                .isLessThanOrEqualTo(ObjectKey.MAX_BYTES);
        String longest = "\u00e4".repeat(80);

        assertThat(register("fits", "one", longest).state()).isEqualTo(State.ACTIVE);
        assertThat(Problems.of(() -> register("long", "two", longest + "x")))
                .isEqualTo(
                        Problem.invalid("settings.prefix", "Must be at most 160 bytes of UTF-8."));
    }

    @Test
    void theProofLeavesNothingBehind() {
        register("docs", "bucket", "");

        assertThat(buckets.opened()).isEqualTo(1);
        assertThat(buckets.keys()).isEmpty();
    }

    @Test
    void aNameIsUniqueAmongTheActiveBackendsOfATenant() {
        Backend first = register("docs", "bucket-1", "");
        assertThat(Problems.of(() -> register("docs", "bucket-2", "")))
                .isInstanceOf(Problem.AlreadyExists.class);

        backends.remove(supervisor, first.id(), Removal.RETIRE, InSameTransaction.nothing());

        assertThat(register("docs", "bucket-2", "").id()).isNotEqualTo(first.id());
    }

    @Test
    void onlyTheTenantsOwnSupervisorsReachItsBackends() {
        Backend backend = register("docs", "bucket", "");
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);
        Caller member = core.caller(acme, "mia@acme.test", Role.MEMBER);

        for (Caller caller : List.of(stranger, member)) {
            Class<?> refusal =
                    caller.equals(stranger) ? Problem.Foreign.class : Problem.Forbidden.class;
            assertThat(Problems.of(() -> backends.get(caller, backend.id()))).isInstanceOf(refusal);
            assertThat(Problems.of(() -> backends.list(caller, acme.id(), PageRequest.first())))
                    .isInstanceOf(Problem.Forbidden.class);
            assertThat(Problems.of(() -> register(caller, acme, "x", values("b", ""))))
                    .isInstanceOf(Problem.Forbidden.class);
            assertThat(
                            Problems.of(() ->
                                    backends.remove(
                                            caller,
                                            backend.id(),
                                            Removal.FORGET,
                                            InSameTransaction.nothing())))
                    .isInstanceOf(refusal);
        }
    }

    @Test
    void foldersAreForSuperAdminsBelowTheAllowedRootsOnly() throws Exception {
        Path outside = Files.createTempDirectory("outside");
        Path link = Files.createSymbolicLink(folder.resolve("link"), outside);

        assertThat(Problems.of(() -> registerFolder(supervisor, folder.resolve("a"))))
                .isInstanceOf(Problem.Forbidden.class);
        for (Path elsewhere :
                List.of(
                        outside,
                        Path.of("/etc"),
                        folder.resolveSibling("data"),
                        folder.getRoot())) {
            assertThat(Problems.of(() -> registerFolder(core.admin, elsewhere)))
                    .isInstanceOf(Problem.Invalid.class);
        }
        assertThat(Problems.of(() -> registerFolder(core.admin, link.resolve("below"))))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(Problems.of(() -> registerFolder(core.admin, link)))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(Problems.of(() -> registerFolder(core.admin, folder.resolve("../outside"))))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(registerFolder(core.admin, folder.resolve("a")).state()).isEqualTo(State.ACTIVE);
        assertThat(Problems.of(() -> registerFolder(core.admin, folder.resolve("a/b"))))
                .isInstanceOf(Problem.AlreadyExists.class);
    }

    private Backend registerFolder(Caller caller, Path path) {
        return backends.register(
                caller,
                acme.id(),
                new NewBackend(
                        "folder-" + Ids.next(),
                        "filesystem",
                        Map.of("path", Secret.of(path.toString())),
                        true),
                InSameTransaction.nothing());
    }
}
