package dev.storeward.core.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of connections to PostgreSQL, migrated to this version's schema. Safe for use by several
 * threads.
 *
 * <p>Every connection has a statement timeout of {@value #STATEMENT_SECONDS} s and a transaction
 * timeout of {@value #TRANSACTION_SECONDS} s; a statement that ends by one is a {@link
 * DatabaseException} of kind {@code TIMEOUT}.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    static final int STATEMENT_SECONDS = 20;
    static final int TRANSACTION_SECONDS = 40;
    private static final int OWN_STATEMENT_SECONDS = 3;

    /** Of db-scheduler's own statements, so that no burst of requests stops recurring work. */
    private static final int CONNECTIONS_OF_JOBS = 4;

    private final DatabaseSettings settings;
    private final HikariDataSource pool;
    private final HikariDataSource jobs;
    private final Connections connections;
    private final Tx tx;

    private Database(DatabaseSettings settings, HikariDataSource pool, HikariDataSource jobs) {
        this.settings = settings;
        this.pool = pool;
        this.jobs = jobs;
        this.connections = Connections.of(pool, settings.poolSize());
        this.tx = new Tx(connections);
    }

    /**
     * Migrates the schema as the owner and opens the pool as the application's role.
     *
     * @throws DatabaseException when the server cannot be reached, is too old, or a migration fails
     */
    public static Database open(DatabaseSettings settings) {
        ServerVersion.require(settings);
        Schema.migrate(settings);
        HikariDataSource pool = pool(settings, "storeward", settings.poolSize(), 10_000);
        Database database =
                new Database(
                        settings, pool, pool(settings, "storeward-jobs", CONNECTIONS_OF_JOBS, -1));
        try {
            database.warnOfIgnoredPolicies();
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * @param failure for how long, in milliseconds, it tries to connect at first; negative opens it
     *     without a connection
     */
    private static HikariDataSource pool(
            DatabaseSettings settings, String name, int size, int failure) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.appUser());
        config.setPassword(settings.appPassword().reveal());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(failure < 0 ? 0 : Math.min(2, size));
        config.setConnectionTimeout(5_000);
        config.setValidationTimeout(2_000);
        config.setKeepaliveTime(60_000);
        config.setInitializationFailTimeout(failure);
        config.setDataSourceProperties(driverProperties());
        return new HikariDataSource(config);
    }

    private void warnOfIgnoredPolicies() {
        if (ignoresPolicies()) {
            LOG.warn(
                    "The database user {} is a superuser or has BYPASSRLS: the policies that keep tenants' rows apart do not hold for it. Give Storeward a user without either.",
                    settings.appUser());
        }
    }

    private boolean ignoresPolicies() {
        return tx().forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT rolsuper OR rolbypassrls AS ignores FROM pg_roles WHERE rolname = current_user",
                                row -> row.flag("ignores")));
    }

    private static Properties driverProperties() {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "storeward");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", String.valueOf(TRANSACTION_SECONDS + 5));
        properties.setProperty("cancelSignalTimeout", "5");
        properties.setProperty("prepareThreshold", "2");
        properties.setProperty(
                "options",
                "-c statement_timeout="
                        + Duration.ofSeconds(STATEMENT_SECONDS).toMillis()
                        + " -c transaction_timeout="
                        + Duration.ofSeconds(TRANSACTION_SECONDS).toMillis()
                        + " -c idle_in_transaction_session_timeout="
                        + Duration.ofSeconds(STATEMENT_SECONDS).toMillis()
                        + " -c lock_timeout="
                        + Whose.PATIENCE.toMillis()
                        + " -c timezone=UTC");
        return properties;
    }

    /** Transactions over this pool. */
    public Tx tx() {
        return tx;
    }

    /**
     * A pool of its own for libraries that bring their own SQL, such as the scheduler's. It shows
     * no tenant's rows.
     */
    public DataSource dataSource() {
        return new UnscopedPool(jobs);
    }

    /** How often work was refused because too much was being done already. */
    public long refused() {
        return connections.refused();
    }

    /**
     * A connection outside the pool without a statement timeout, for a listener that lives long.
     * The caller closes it.
     */
    public Connection listenerConnection() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.appUser());
        properties.setProperty("password", settings.appPassword().reveal());
        properties.setProperty("ApplicationName", "storeward-listener");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(settings.url(), properties);
    }

    /**
     * A connection outside the pool, on which everything fails within seconds. The caller closes
     * it.
     *
     * @param name by which the server knows it
     */
    public OwnConnection ownConnection(String name) {
        Properties properties = new Properties();
        properties.setProperty("user", settings.appUser());
        properties.setProperty("password", settings.appPassword().reveal());
        properties.setProperty("ApplicationName", name);
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", String.valueOf(OWN_STATEMENT_SECONDS + 1));
        properties.setProperty("cancelSignalTimeout", "1");
        properties.setProperty("tcpKeepAlive", "true");
        long timeout = Duration.ofSeconds(OWN_STATEMENT_SECONDS).toMillis();
        properties.setProperty(
                "options",
                "-c statement_timeout=" + timeout + " -c lock_timeout=2000 -c timezone=UTC");
        return new OwnConnection(() -> DriverManager.getConnection(settings.url(), properties));
    }

    @Override
    public void close() {
        jobs.close();
        pool.close();
    }
}
