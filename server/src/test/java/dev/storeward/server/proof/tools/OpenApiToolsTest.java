package dev.storeward.server.proof.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.SharedServer;
import dev.storeward.testkit.installed.NpmPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The published document as others' tools read it. None of them sends anything anywhere. */
@ExtendWith(SharedServer.class)
class OpenApiToolsTest {
    private static final NpmPackages PACKAGES =
            NpmPackages.cached(
                    "What reads the OpenAPI document",
                    "openapi",
                    "STOREWARD_OPENAPI_TOOLS",
                    Path.of("../testkit/servers/openapi/package-lock.json"));

    @TempDir Path home;

    private RunningServer server;
    private Path packages;
    private Tool node;

    @BeforeEach
    void save() throws IOException {
        PACKAGES.require();
        packages = PACKAGES.home().resolve("node_modules");
        node =
                Tool.installed(
                        "node",
                        "nodejs",
                        home,
                        Map.of(
                                "REDOCLY_TELEMETRY",
                                "off",
                                "REDOCLY_SUPPRESS_UPDATE_NOTICE",
                                "true",
                                "CI",
                                "true"));
        server = SharedServer.with(Map.of());
        Files.write(home.resolve("openapi.json"), new Http(server, "").get("/openapi.json").body());
    }

    private String run(String program, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = packages.resolve(program).toString();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return node.run(all);
    }

    @Test
    void redoclyRecommendsNothing() {
        run(
                "@redocly/cli/bin/cli.js",
                "lint",
                "--extends=recommended",
                "--max-problems=20",
                "openapi.json");
        String warned =
                run(
                        "@redocly/cli/bin/cli.js",
                        "lint",
                        "--extends=recommended",
                        "--format=json",
                        "openapi.json");

        assertThat(warned).contains("\"warnings\": 0");
    }

    @Test
    void spectralRecommendsNothing() throws IOException {
        Files.writeString(home.resolve("rules.json"), "{\"extends\":[\"spectral:oas\"]}");

        String found =
                run(
                        "@stoplight/spectral-cli/dist/index.js",
                        "lint",
                        "--ruleset=rules.json",
                        "--fail-severity=hint",
                        "--format=json",
                        "openapi.json");

        assertThat(found.strip()).startsWith("[]");
    }

    @Test
    void aTypedClientMovesATenantsFiles() throws IOException {
        Member member = server.member(1 << 20);
        Member supervisor = server.member(server.tenant(member), "supervisor");
        run(
                "openapi-typescript/bin/cli.js",
                "openapi.json",
                "--default-non-nullable=false",
                "--output",
                "api.d.ts");
        try (var in = getClass().getResourceAsStream("openapi-story.ts")) {
            Files.write(home.resolve("story.ts"), Objects.requireNonNull(in).readAllBytes());
        }
        run(
                "typescript/bin/tsc",
                "--strict",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "--lib",
                "es2022,dom",
                "--noUncheckedIndexedAccess",
                "--exactOptionalPropertyTypes",
                "story.ts");

        String told =
                node.run(
                        home.resolve("story.js").toString(),
                        server.url(),
                        member.key(),
                        supervisor.key(),
                        RunningServer.ADMIN_KEY,
                        member.tenantId().toString(),
                        server.data().resolve("objects").resolve("typed-client").toString());

        assertThat(told.strip()).endsWith("1 moved, 0 failed, completed");
    }
}
