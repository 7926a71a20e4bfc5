package dev.storeward.server;

import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Tx;
import dev.storeward.core.tenant.NewTenant;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.NewKey;
import dev.storeward.core.user.NewUser;
import dev.storeward.core.user.User;
import dev.storeward.core.user.Users;
import dev.storeward.server.config.SettingsReader;
import dev.storeward.store.Secret;
import dev.storeward.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole server in this process on a free port, with a database of its own. */
public final class RunningServer implements AutoCloseable {
    public static final String ADMIN_KEY = "test-admin-key-0123456789-0123456789";
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final TestDatabase database;
    private final boolean first;
    private final Consumer<ConfigurableApplicationContext> prepare;
    private Map<String, String> variables;
    private ConfigurableApplicationContext context;

    private RunningServer(
            TestDatabase database,
            boolean first,
            Map<String, String> variables,
            Consumer<ConfigurableApplicationContext> prepare) {
        this.database = database;
        this.first = first;
        this.variables = Map.copyOf(variables);
        this.prepare = prepare;
        this.context = Main.start(SettingsReader.read(List.of(), variables), prepare);
    }

    /** A server on embedded defaults, but for the database. */
    public static RunningServer start() {
        return start(Map.of());
    }

    /**
     * A server with more environment variables.
     *
     * @param environment wins over the test's own
     */
    public static RunningServer start(Map<String, String> environment) {
        return start(environment, UnaryOperator.identity());
    }

    /**
     * A server that reaches its database another way.
     *
     * @param way the database's URL as the server is to be told it, such as through a proxy
     */
    public static RunningServer start(Map<String, String> environment, UnaryOperator<String> way) {
        return start(environment, way, context -> {});
    }

    /**
     * A server some parts of which are exchanged.
     *
     * @param prepare sees the context before anything is made in it
     */
    static RunningServer startWith(Consumer<ConfigurableApplicationContext> prepare) {
        return start(Map.of(), UnaryOperator.identity(), prepare);
    }

    private static RunningServer start(
            Map<String, String> environment,
            UnaryOperator<String> way,
            Consumer<ConfigurableApplicationContext> prepare) {
        TestDatabase database =
                TestDatabase.createFrom(
                        "server", prepared -> Database.open(settings(prepared)).close());
        Map<String, String> variables = new HashMap<>();
        variables.put("STOREWARD_PORT", "0");
        variables.put("STOREWARD_DATA", newData());
        variables.put("STOREWARD_DB", way.apply(database.jdbcUrl()));
        variables.put("STOREWARD_DB_USER", database.owner().user());
        variables.put("STOREWARD_DB_PASSWORD", database.owner().password().reveal());
        variables.put("STOREWARD_ADMIN_KEY", ADMIN_KEY);
        variables.put("STOREWARD_DRAIN_SECONDS", "1");
        // Nodes beside it see the same folders, as they run on this machine.
        variables.put("STOREWARD_FOLDERS_ON_ALL_NODES", "true");
        variables.putAll(environment);
        return new RunningServer(database, true, variables, prepare);
    }

    /** As a server is told of it here, which uses the owner for everything. */
    private static DatabaseSettings settings(TestDatabase database) {
        String user = database.owner().user();
        Secret password = Secret.of(database.owner().password().reveal());
        return new DatabaseSettings(database.jdbcUrl(), user, password, user, password, 2);
    }

    /**
     * Another node over the same database and the same shared store. It reads the same master key
     * file unless told another one. Closed before this one.
     */
    public RunningServer beside(Map<String, String> environment) {
        Map<String, String> theirs = new HashMap<>(variables);
        theirs.put("STOREWARD_DATA", newData());
        theirs.put("STOREWARD_MASTER_KEY_FILE", masterKeyFile().toString());
        theirs.putIfAbsent(
                "STOREWARD_SHARED_URL", data().resolve("objects").resolve("shared").toString());
        theirs.putIfAbsent(
                "STOREWARD_DEDICATED_URL",
                data().resolve("objects").resolve("dedicated").toString());
        theirs.putAll(environment);
        return new RunningServer(database, false, theirs, prepare);
    }

    /** Stops and starts it again on the same database, data folder and settings. */
    public void restart() {
        restart(Map.of());
    }

    /** As {@link #restart()} with other settings from now on. */
    public void restart(Map<String, String> environment) {
        context.close();
        Map<String, String> changed = new HashMap<>(variables);
        changed.putAll(environment);
        variables = Map.copyOf(changed);
        context = Main.start(SettingsReader.read(List.of(), variables), prepare);
    }

    private static String newData() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "data")
                    .toAbsolutePath()
                    .toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where this server reads its master keys. */
    public Path masterKeyFile() {
        String file = variables.get("STOREWARD_MASTER_KEY_FILE");
        return file == null ? data().resolve("master.key") : Path.of(file);
    }

    public String url() {
        return context.getBean(Main.Address.class).url();
    }

    public URI uri(String path) {
        return URI.create(url() + path);
    }

    public Path data() {
        return Path.of(variables.getOrDefault("STOREWARD_DATA", "data"));
    }

    /** A service of the core, for what no door offers. */
    public <T> T service(Class<T> type) {
        return context.getBean(type);
    }

    /** All services of a kind. */
    public <T> Collection<T> services(Class<T> type) {
        return context.getBeansOfType(type).values();
    }

    public Tx tx() {
        return service(Tx.class);
    }

    /** A user of a tenant with the key that proves it. */
    public record Member(
            UUID tenantId,
            long tenantNumber,
            String slug,
            UUID userId,
            long userNumber,
            String key) {
        public String folder() {
            return "organizations/" + tenantNumber + "/files/" + userNumber + "/";
        }
    }

    /** A member of a new tenant. */
    public Member member(long quotaBytes) {
        int number = NUMBERS.incrementAndGet();
        Tenant tenant =
                service(Tenants.class)
                        .create(
                                admin(),
                                new NewTenant("t" + number, "Tenant " + number, "free", quotaBytes),
                                InSameTransaction.nothing());
        return member(tenant, "member");
    }

    /** Another user of a tenant. */
    public Member member(Tenant tenant, String role) {
        User user =
                service(Users.class)
                        .create(
                                admin(),
                                tenant.id(),
                                new NewUser("u" + NUMBERS.incrementAndGet() + "@example.com", role),
                                InSameTransaction.nothing());
        String key =
                service(Keys.class)
                        .create(
                                admin(),
                                user.id(),
                                new NewKey("test", null),
                                InSameTransaction.nothing())
                        .secret()
                        .reveal();
        return new Member(
                tenant.id(), tenant.number(), tenant.slug(), user.id(), user.number(), key);
    }

    public Tenant tenant(Member member) {
        return service(Tenants.class).get(admin(), member.tenantId());
    }

    /** The first super admin, as a caller of services. */
    public Caller admin() {
        UUID id =
                tx().forSystem()
                        .statement(sql ->
                                sql.one(
                                        "SELECT id FROM app_user WHERE role = 'super_admin' LIMIT 1",
                                        row -> row.uuid("id")));
        return new Caller(id, 0, "admin@localhost", Role.SUPER_ADMIN, null, "test");
    }

    @Override
    public void close() {
        context.close();
        if (first) {
            database.close();
        }
    }
}
