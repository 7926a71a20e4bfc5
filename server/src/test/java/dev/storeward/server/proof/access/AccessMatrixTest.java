package dev.storeward.server.proof.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.user.FileDisposition;
import dev.storeward.core.user.Users;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.access.AccessMatrix.About;
import dev.storeward.server.proof.access.AccessMatrix.Kind;
import dev.storeward.server.proof.access.AccessMatrix.Line;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Every operation of the published document, by every kind of caller, about the things of its own
 * tenant, of another and of none, answers as {@code access-matrix.txt} declares. An operation
 * without a line there fails, and so does a line without an operation. What is refused has changed
 * nothing.
 */
class AccessMatrixTest {
    private static RunningServer server;
    private static JsonNode document;
    private static AccessMatrix matrix;
    private static Things ours;
    private static Member theirMember;
    private static Member theirSupervisor;

    /** An operation of the document. */
    private record Operation(
            String id, String method, String pattern, String role, boolean isOpen) {
        List<About> about() {
            return Things.parameters(pattern).isEmpty()
                    ? List.of(About.NOTHING)
                    : List.of(About.OURS, About.UNKNOWN);
        }
    }

    @BeforeAll
    static void start() {
        server =
                RunningServer.start(
                        Map.of(
                                "STOREWARD_AWS_ACCOUNT_ID",
                                "014424401899",
                                // Hundreds of them come from here in a minute.
                                "STOREWARD_RATE_LIMIT_WRONG_KEYS",
                                "0"));
        document = OpenApi.of(server).document();
        matrix = AccessMatrix.read();
        ours = new Things(server);
        theirMember = server.member(1 << 20);
        theirSupervisor = server.member(server.tenant(theirMember), "supervisor");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                JsonNode id = method.getValue().path("operationId");
                if (id.isString()) {
                    operations.add(
                            new Operation(
                                    id.stringValue(),
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue().path("x-role").asString(""),
                                    method.getValue().path("security").isArray()
                                            && method.getValue().path("security").isEmpty()));
                }
            }
        }
        return operations;
    }

    /** The address of an operation, with new things where it ends them. */
    private static String path(Operation operation, About about) {
        return switch (about) {
            case NOTHING -> operation.pattern();
            case OURS -> ours.path(operation.method(), operation.pattern());
            case UNKNOWN -> ours.unknownPath(operation.pattern());
        };
    }

    private static Answer call(Kind kind, Operation operation, String path) {
        return switch (kind) {
            case WITHOUT_A_KEY -> call("", operation, path);
            case MEMBER -> call(ours.member.key(), operation, path);
            case COLLEAGUE -> call(ours.colleague.key(), operation, path);
            case SUPERVISOR -> call(ours.supervisor.key(), operation, path);
            case THEIR_MEMBER -> call(theirMember.key(), operation, path);
            case THEIR_SUPERVISOR -> call(theirSupervisor.key(), operation, path);
            case OPERATOR -> call(RunningServer.ADMIN_KEY, operation, path);
            case OPERATOR_IN_OURS ->
                    call(RunningServer.ADMIN_KEY, operation, path, ours.member.slug());
            case OPERATOR_IN_THEIRS ->
                    call(RunningServer.ADMIN_KEY, operation, path, theirMember.slug());
        };
    }

    private static Answer call(String key, Operation operation, String path, String... tenant) {
        List<String> headers = new ArrayList<>();
        boolean body = List.of("POST", "PUT", "PATCH").contains(operation.method());
        if (operation.pattern().contains("/resumable")) {
            headers.addAll(List.of("Tus-Resumable", "1.0.0", "X-HTTP-Method-Override", "HEAD"));
        }
        if (body) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        if (tenant.length > 0) {
            headers.addAll(List.of("X-Tenant", tenant[0]));
        }
        return new Http(server, key)
                .send(
                        operation.method(),
                        path,
                        body
                                ? BodyPublishers.ofString(ours.body(operation.id()))
                                : BodyPublishers.noBody(),
                        headers.toArray(String[]::new));
    }

    private static long changes() {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM file) AS n",
                                row -> row.number("n")));
    }

    /** Says where the table as it is can be read, to be compared with the declared one. */
    @Test
    void everyOperationAnswersEachCallerAsDeclared() throws IOException {
        List<String> deviations = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (Operation operation : operations()) {
            for (About about : operation.about()) {
                Line line = new Line(operation.id(), about);
                StringBuilder row = new StringBuilder();
                boolean deviates = false;
                for (Kind kind : Kind.values()) {
                    String got = AccessMatrix.cell(call(kind, operation, path(operation, about)));
                    row.append(' ').append(got);
                    deviates |= !got.equals(matrix.expected(line, kind));
                }
                String text = "%s %s%s".formatted(line.operation(), line.about(), row);
                found.add(text);
                if (deviates) {
                    deviations.add(text);
                }
            }
        }
        Path table = Files.write(Path.of("target", "access-matrix.txt"), found);
        assertThat(deviations).as("All that was found is in " + table).isEmpty();
    }

    /** The table is held to what happens above, so the document is too. */
    @Test
    void theDocumentSaysWhichRoleAnOperationAsksFor() {
        for (Operation operation : operations()) {
            Line line = new Line(operation.id(), operation.about().getFirst());
            String least =
                    matrix.expected(line, Kind.WITHOUT_A_KEY).equals(AccessMatrix.LET_IN)
                            ? "none"
                            : matrix.expected(line, Kind.MEMBER).equals(AccessMatrix.LET_IN)
                                    ? "member"
                                    : matrix.expected(line, Kind.SUPERVISOR)
                                                    .equals(AccessMatrix.LET_IN)
                                            ? "supervisor"
                                            : "super_admin";

            assertThat(operation.role()).as("x-role of " + operation.id()).isEqualTo(least);
            assertThat(operation.isOpen())
                    .as("whether " + operation.id() + " has an empty security")
                    .isEqualTo(least.equals("none"));
            if (operation.about().contains(About.OURS) && !least.equals("none")) {
                assertThat(matrix.expected(line, Kind.THEIR_MEMBER))
                        .as(operation + " by another tenant's member")
                        .matches(
                                line.operation().matches("listObjects|requestUpload")
                                        ? "ok"
                                        : "403|404");
            }
        }
    }

    @Test
    void everyLineIsAnOperation() {
        List<Line> known = new ArrayList<>();
        for (Operation operation : operations()) {
            operation.about().forEach(about -> known.add(new Line(operation.id(), about)));
        }

        assertThat(matrix.lines()).isSubsetOf(known);
    }

    @Test
    void keysThatAreNoneAnyMoreAreNoKeys() {
        Member disabled = server.member(server.tenant(ours.member), "supervisor");
        server.service(Users.class)
                .disable(
                        server.admin(),
                        disabled.userId(),
                        new FileDisposition.KeepFiles(),
                        InSameTransaction.nothing());
        for (String dead : List.of(disabled.key(), "sw_unknown-0123456789-0123456789", "x")) {
            for (Operation operation : operations()) {
                for (About about : operation.about()) {
                    String declared =
                            matrix.expected(new Line(operation.id(), about), Kind.WITHOUT_A_KEY);
                    if (declared.equals("401")) {
                        Answer answer =
                                call(dead, operation, ours.unknownPath(operation.pattern()));
                        assertThat(answer.status()).as(operation + " " + about).isEqualTo(401);
                    }
                }
            }
        }
    }

    @Test
    void whatIsRefusedHasChangedNothing() {
        for (Operation operation : operations()) {
            for (About about : operation.about()) {
                for (Kind kind : Kind.values()) {
                    String declared = matrix.expected(new Line(operation.id(), about), kind);
                    if (declared.matches("401|403|404") && !operation.method().equals("GET")) {
                        String path = path(operation, about);
                        long before = changes();
                        call(kind, operation, path);
                        assertThat(changes()).as(operation + " by " + kind).isEqualTo(before);
                    }
                }
            }
        }
    }
}
