package dev.storeward.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.cli.command.Terminal;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server, a tenant with a member and a supervisor, and command lines of each. */
abstract class CtlFixture {
    static RunningServer server;

    @TempDir Path home;
    Member member;
    Member supervisor;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void newTenant() {
        member = server.member(200 << 20);
        supervisor = server.member(server.tenant(member), "supervisor");
    }

    CtlRun run(String url, String key, String... args) {
        return run(url, key, Terminal.NOBODY, args);
    }

    CtlRun run(String url, String key, Terminal terminal, String... args) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("HOME", home.toString());
        environment.put("STOREWARD_URL", url);
        environment.put("STOREWARD_KEY", key);
        return CtlRun.of(environment, terminal, args);
    }

    CtlRun admin(String... args) {
        return run(server.url(), RunningServer.ADMIN_KEY, args);
    }

    CtlRun supervisor(String... args) {
        return run(server.url() + "/", supervisor.key(), args);
    }

    CtlRun member(String... args) {
        return run(server.url(), member.key(), args);
    }

    static CtlRun done(CtlRun run) {
        return run.done();
    }

    static void refused(CtlRun run, int exitCode, String sentence) {
        run.refused(exitCode, sentence);
    }

    /** A folder of the server's own, registered as a backend. */
    void backend(String name) {
        assertThat(
                        new Http(server, RunningServer.ADMIN_KEY)
                                .postJson(
                                        "/api/v1/platform/tenants/"
                                                + member.tenantId()
                                                + "/backends",
                                        "{\"name\":\"%s\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                                                .formatted(name, place(name)))
                                .status())
                .isEqualTo(201);
    }

    Path place(String name) {
        return server.data().resolve("objects").resolve(member.slug() + "-" + name);
    }
}
