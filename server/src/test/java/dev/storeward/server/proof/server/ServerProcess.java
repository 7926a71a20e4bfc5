package dev.storeward.server.proof.server;

import dev.storeward.server.Http;
import dev.storeward.server.Main;
import dev.storeward.server.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A server as a process of its own, with the embedded PostgreSQL below its data folder: to be
 * killed, stopped and weighed.
 */
public final class ServerProcess implements AutoCloseable {
    private static final String READY = "Storeward is ready: ";

    /** A process that lives for seconds does not earn back what the second compiler costs. */
    private static final String COMPILED_SOON = "-XX:TieredStopAtLevel=1";

    private final Process process;
    private final Path data;
    private final Path log;
    private final String url;

    private ServerProcess(Process process, Path data, Path log, String url) {
        this.process = process;
        this.data = data;
        this.log = log;
        this.url = url;
    }

    /** A data folder of a test's own, with an empty database. */
    public static Path newData() {
        try {
            return PreparedDatabase.into(
                    Files.createTempDirectory(Files.createDirectories(Path.of("target")), "process")
                            .toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a server and waits until it is ready.
     *
     * @param java options of the JVM
     */
    public static ServerProcess start(Path data, Map<String, String> environment, String... java) {
        return start(data, environment, Path.of(""), List.of(), java);
    }

    /**
     * As {@link #start(Path, Map, String...)}, elsewhere.
     *
     * @param folder the working folder
     * @param options of {@code serve}
     */
    public static ServerProcess start(
            Path data,
            Map<String, String> environment,
            Path folder,
            List<String> options,
            String... java) {
        Path log = data.resolveSibling(data.getFileName() + ".log");
        try {
            Process process =
                    builder(data, environment, log, options, java)
                            .directory(folder.toAbsolutePath().toFile())
                            .start();
            BufferedReader out =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(READY)) {
                    return new ServerProcess(
                            process, data, log, line.substring(READY.length()).strip());
                }
            }
            throw new IllegalStateException(
                    "The server did not become ready: " + Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server without waiting for it. */
    public static Process launch(
            Path data, Map<String, String> environment, Path log, String... java)
            throws IOException {
        return launch(data, environment, log, List.of(), java);
    }

    /**
     * Starts a server without waiting for it.
     *
     * @param options of {@code serve}, which win over the test's own
     * @param java options of the JVM
     */
    static Process launch(
            Path data,
            Map<String, String> environment,
            Path log,
            List<String> options,
            String... java)
            throws IOException {
        return builder(data, environment, log, options, java).start();
    }

    private static ProcessBuilder builder(
            Path data,
            Map<String, String> environment,
            Path log,
            List<String> options,
            String... java) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(COMPILED_SOON);
        command.addAll(List.of(java));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("--data", data.toString(), "--port", "0"));
        command.addAll(options);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("STOREWARD_"));
        builder.environment().put("STOREWARD_ADMIN_KEY", RunningServer.ADMIN_KEY);
        builder.environment().putAll(environment);
        return builder;
    }

    public String url() {
        return url;
    }

    public long pid() {
        return process.pid();
    }

    public Path data() {
        return data;
    }

    /** What the server wrote on its standard error. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client with the super admin's key. */
    public Http admin() {
        return new Http(url, RunningServer.ADMIN_KEY);
    }

    /** A tenant's user and its key. */
    public record Account(String slug, String tenantId, String key) {}

    /** Has a tenant's files counted, as only an operator may at any time. */
    public void recount(Account account) {
        Http.Answer counted =
                admin().get("/api/v1/storage/usage?recalculate=true", "X-Tenant", account.slug());
        if (counted.status() != 200) {
            throw new AssertionError(counted.text());
        }
    }

    /** A member of a new tenant, made as an operator makes one. */
    public Account account(String slug, long quotaBytes) {
        return account(admin(), slug, quotaBytes);
    }

    /**
     * As {@link #account(String, long)} where the super admin's key is another one.
     *
     * @param admin who makes it
     */
    public Account account(Http admin, String slug, long quotaBytes) {
        JsonNode tenant =
                created(
                        admin,
                        "/api/v1/platform/tenants",
                        "{\"slug\":\"%s\",\"name\":\"%s\",\"quota_bytes\":%d}"
                                .formatted(slug, slug, quotaBytes));
        String tenantId = tenant.get("id").asString();
        JsonNode user =
                created(
                        admin,
                        "/api/v1/platform/tenants/" + tenantId + "/users",
                        "{\"email\":\"u@%s.example\",\"role\":\"member\"}".formatted(slug));
        JsonNode key =
                created(
                        admin,
                        "/api/v1/platform/users/" + user.get("id").asString() + "/keys",
                        "{\"name\":\"test\"}");
        return new Account(slug, tenantId, key.get("key").asString());
    }

    /** Another member of an account's tenant. */
    public Account colleague(Account account, String name) {
        Http admin = admin();
        JsonNode user =
                created(
                        admin,
                        "/api/v1/platform/tenants/" + account.tenantId() + "/users",
                        "{\"email\":\"%s@%s.example\",\"role\":\"member\"}"
                                .formatted(name, account.slug()));
        JsonNode key =
                created(
                        admin,
                        "/api/v1/platform/users/" + user.get("id").asString() + "/keys",
                        "{\"name\":\"test\"}");
        return new Account(account.slug(), account.tenantId(), key.get("key").asString());
    }

    /** Registers a folder as a backend of a tenant; answers its id. */
    public UUID folder(Account account, String name, Path folder) {
        JsonNode made =
                created(
                        admin(),
                        "/api/v1/platform/tenants/" + account.tenantId() + "/backends",
                        "{\"name\":\"%s\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                                .formatted(name, folder));
        return UUID.fromString(made.get("id").asString());
    }

    private static JsonNode created(Http admin, String path, String json) {
        Http.Answer answer = admin.postJson(path, json);
        if (answer.status() != 201) {
            throw new IllegalStateException(path + " answered " + answer.text());
        }
        return answer.json();
    }

    /** The server's own database. */
    public ServerDatabase database() {
        return new ServerDatabase(data);
    }

    /** A figure of the kernel on the process's memory in KiB, such as {@code VmHWM}. */
    public long memoryKib(String name) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid()), "status")).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}, which leaves the database behind. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM; the server drains. */
    public void terminate() {
        process.destroy();
    }

    public int exitCode() {
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The server did not end: " + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops the server; when that fails, the server and its database are killed. */
    @Override
    public void close() {
        terminate();
        try {
            exitCode();
        } finally {
            process.destroyForcibly();
            database().postmaster().ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
