package dev.storeward.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * The command line: one object a run.
 *
 * <p>Exit codes: 0 when it was done, or what was checked is right; 1 when it was refused or is not
 * right; 2 when the command line, the environment or a file it names is wrong.
 */
@Command(
        name = "storeward ctl",
        description = "The platform of STOREWARD_URL, as whoever STOREWARD_KEY belongs to.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Ctl implements Runnable {
    private static final String DEFAULT_URL = "http://127.0.0.1:8080";

    private final Map<String, String> environment;
    private final PrintWriter out;
    private final CommandLine line;

    @Option(
            names = "--json",
            description = "Answer in JSON, as the server does.",
            scope = CommandLine.ScopeType.INHERIT)
    boolean json;

    /**
     * @param environment where {@code STOREWARD_URL} and {@code STOREWARD_KEY} are read
     */
    public Ctl(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this.environment = Map.copyOf(environment);
        this.out = out;
        this.line =
                new CommandLine(this)
                        .addSubcommand(Directory.whoAmI(this))
                        .addSubcommand(Directory.tenants(this))
                        .addSubcommand(Directory.backends(this))
                        .addSubcommand(InstallationCommands.of(this))
                        .addSubcommand(MigrationCommands.of(this))
                        .addSubcommand(ManifestCommands.of(this));
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((thrown, command, parsed) -> {
            if (thrown instanceof Failure failure) {
                err.println("storeward: " + failure.getMessage());
                return failure.exitCode();
            }
            throw thrown;
        });
    }

    /** Runs one command line and answers its exit code. */
    public int execute(String... args) {
        return line.execute(args);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(line, "Say what to do.");
    }

    Api api() {
        return new Api(
                environment.getOrDefault("STOREWARD_URL", DEFAULT_URL),
                environment.getOrDefault("STOREWARD_KEY", ""));
    }

    boolean inJson() {
        return json;
    }

    void print(String text) {
        out.println(text);
    }

    void printJson(JsonNode node) {
        out.println(node.toString());
    }

    /** The id of a tenant: given as such, by its slug, or the caller's own when empty. */
    static String tenant(Api api, String given) {
        if (isId(given)) {
            return given;
        }
        JsonNode own = api.get("/whoami").path("tenants");
        for (JsonNode tenant : own) {
            if (given.isEmpty() || Words.text(tenant.path("slug")).equals(given)) {
                return Words.text(tenant.path("id"));
            }
        }
        if (given.isEmpty()) {
            throw Failure.usage("A super admin names the tenant: --tenant SLUG or its id.");
        }
        return api.all("/tenants").stream()
                .filter(tenant -> Words.text(tenant.path("slug")).equals(given))
                .map(tenant -> Words.text(tenant.path("id")))
                .findFirst()
                .orElseThrow(
                        () -> Failure.refused("There is no tenant " + Words.clean(given) + "."));
    }

    /** The id of a backend of a tenant: given as such or by its name. */
    static String backend(Api api, String tenantId, String given) {
        if (isId(given)) {
            return given;
        }
        return api.all("/tenants/" + tenantId + "/backends").stream()
                .filter(backend -> Words.text(backend.path("name")).equals(given))
                .filter(backend -> !Words.text(backend.path("state")).equals("forgotten"))
                .map(backend -> Words.text(backend.path("id")))
                .findFirst()
                .orElseThrow(() ->
                        Failure.refused("The tenant has no backend " + Words.clean(given) + "."));
    }

    static boolean isId(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
