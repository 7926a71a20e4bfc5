package dev.storeward.core;

import dev.storeward.core.access.Authenticator;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.CallerCache;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.ChosenKeys;
import dev.storeward.core.access.Role;
import dev.storeward.core.access.TenantScope;
import dev.storeward.core.access.signing.SigningKeys;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.crypto.MasterKeys;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Tx;
import dev.storeward.core.tenant.NewTenant;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.core.user.BootstrapAdmin;
import dev.storeward.core.user.FilesOfUser;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.NewKey;
import dev.storeward.core.user.NewUser;
import dev.storeward.core.user.Revocations;
import dev.storeward.core.user.User;
import dev.storeward.core.user.Users;
import dev.storeward.store.Secret;
import dev.storeward.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The domain of one node on a database of a test's own, with a super admin. */
public final class CoreFixture implements AutoCloseable {
    public static final String ADMIN_KEY = "admin-key-of-the-tests-0123456789abcdef";
    private static final int POOL = 4;
    private static final int FEW_ROUNDS = 10;

    public final SecureRandom random = new SecureRandom();
    public final List<String> dispositions = new ArrayList<>();
    public final Database database;
    public final Tx tx;
    public final AuditLog audit;
    public final CallerCache callers;
    public final ChosenKeys chosen;
    public final Authenticator authenticator;
    public final Tenants tenants;
    public final Users users;
    public final Revocations revocations;
    public final SigningKeys signing;
    public final Keys keys;
    public final BootstrapAdmin bootstrap;
    public final Caller admin;
    private final TestDatabase test;

    private CoreFixture(TestDatabase test, Database database) {
        this.test = test;
        this.database = database;
        this.tx = database.tx();
        this.audit = new AuditLog(tx);
        this.callers = new CallerCache(database, InstantSource.system());
        this.chosen = new ChosenKeys(sealer(), random, FEW_ROUNDS);
        this.authenticator = new Authenticator(tx, callers, chosen);
        this.tenants = new Tenants(tx, audit, callers, random);
        this.users = new Users(tx, audit, callers, new Dispositions(), Caps.usual());
        this.revocations = new Revocations(tx, audit, callers, new Dispositions());
        this.signing = new SigningKeys(tx, callers, sealer());
        this.keys = new Keys(tx, audit, callers, random, Caps.usual(), signing);
        this.bootstrap = new BootstrapAdmin(tx, audit, callers, random, chosen);
        bootstrap.ensure("admin@localhost", Secret.of(ADMIN_KEY));
        this.admin = authenticator.authenticate(ADMIN_KEY, "request-1").orElseThrow();
    }

    public static CoreFixture start() {
        return startThrough(UnaryOperator.identity());
    }

    /**
     * One whose node reaches its database another way.
     *
     * @param way the database's URL as the node is to be told it, such as through a proxy
     */
    public static CoreFixture startThrough(UnaryOperator<String> way) {
        TestDatabase test =
                TestDatabase.createFrom(
                        "core", prepared -> Database.open(settings(prepared)).close());
        return new CoreFixture(test, Database.open(settings(test, way.apply(test.jdbcUrl()))));
    }

    private static DatabaseSettings settings(TestDatabase test) {
        return settings(test, test.jdbcUrl());
    }

    private static DatabaseSettings settings(TestDatabase test, String url) {
        return new DatabaseSettings(
                url,
                test.owner().user(),
                Secret.of(test.owner().password().reveal()),
                test.app().user(),
                Secret.of(test.app().password().reveal()),
                POOL);
    }

    /** Seals under a master key that nobody else has. */
    public Sealer sealer() {
        try {
            Path folder = Files.createTempDirectory("storeward-master-key");
            Path file = folder.resolve("master.key");
            MasterKeys keys = MasterKeys.create(file, random, InstantSource.system());
            Files.delete(file);
            Files.delete(folder);
            return new Sealer(keys, keys.newest().id(), random);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Tenant tenant(String slug) {
        return tenants.create(
                admin,
                new NewTenant(slug, "Tenant " + slug, null, null),
                InSameTransaction.nothing());
    }

    public User user(Tenant tenant, String email, Role role) {
        return users.create(
                admin,
                tenant.id(),
                new NewUser(email, role.wireName()),
                InSameTransaction.nothing());
    }

    /** A caller with a user of its own. */
    public Caller caller(Tenant tenant, String email, Role role) {
        return caller(tenant, user(tenant, email, role));
    }

    public Caller caller(Tenant tenant, User user) {
        TenantScope scope = tenant.scope();
        return new Caller(user.id(), user.number(), user.email(), user.role(), scope, "request-2");
    }

    public Secret key(UUID userId) {
        return keys.create(admin, userId, new NewKey("test", null), InSameTransaction.nothing())
                .secret();
    }

    /** Moves the database's time, seen from the real one. */
    public void moveTime(Duration ahead) {
        asOwner(
                "CREATE OR REPLACE FUNCTION sw_now() RETURNS timestamptz LANGUAGE sql STABLE"
                        + " AS 'SELECT now() + interval ''%d seconds'''"
                                .formatted(ahead.toSeconds()));
    }

    /**
     * Takes the database's time from a row, which {@link #setTime} changes: for tests that move it
     * often.
     */
    public void settableTime() {
        asOwner("CREATE TABLE test_time (ahead interval NOT NULL)");
        asOwner("INSERT INTO test_time VALUES ('0')");
        asOwner(
                "CREATE OR REPLACE FUNCTION sw_now() RETURNS timestamptz LANGUAGE sql STABLE"
                        + " AS 'SELECT now() + ahead FROM test_time'");
    }

    /** As {@link #moveTime}, after {@link #settableTime}. */
    public void setTime(Duration ahead) {
        tx.forSystem()
                .statement(sql ->
                        sql.update(
                                "UPDATE test_time SET ahead = ? * interval '1 second'",
                                ahead.toSeconds()));
    }

    /** Gathers what the planner knows of the tables, as PostgreSQL does by itself in a while. */
    public void analyze() {
        asOwner("ANALYZE");
    }

    /** Removes what is left of deleted rows, and analyzes, as PostgreSQL does in a while. */
    public void vacuum() {
        asOwner("VACUUM ANALYZE");
    }

    /** What only the owner of the tables may do. */
    public void asOwner(String statement) {
        DatabaseSettings app = settings(test);
        DatabaseSettings owner =
                new DatabaseSettings(
                        app.url(),
                        app.ownerUser(),
                        app.ownerPassword(),
                        app.ownerUser(),
                        app.ownerPassword(),
                        2);
        try (Database ownerDatabase = Database.open(owner)) {
            ownerDatabase
                    .tx()
                    .forSystem()
                    .statement(sql -> {
                        // What is told of the scope with a first statement is no part of a second.
                        sql.update("SET statement_timeout = 0");
                        sql.update("SET transaction_timeout = 0");
                        return sql.update(statement);
                    });
        }
    }

    /** Of the database itself, whatever way this node takes to it. */
    public DatabaseSettings settings() {
        return settings(test);
    }

    /** The database as another node has it, with a pool of its own. */
    public Database ofOneConnection() {
        DatabaseSettings app = settings(test);
        return Database.open(
                new DatabaseSettings(
                        app.url(),
                        app.ownerUser(),
                        app.ownerPassword(),
                        app.appUser(),
                        app.appPassword(),
                        1));
    }

    public void sql(String statement) {
        tx.forSystem().statement(sql -> sql.update(statement));
    }

    @Override
    public void close() {
        callers.close();
        database.close();
        test.close();
    }

    private final class Dispositions implements FilesOfUser {
        @Override
        public void endUploads(UUID userId) {
            dispositions.add("end uploads " + userId);
        }

        @Override
        public void delete(Caller caller, UUID tenantId, UUID userId) {
            dispositions.add("delete " + userId);
        }

        @Override
        public void transfer(Caller caller, UUID tenantId, UUID fromUserId, UUID toUserId) {
            dispositions.add("transfer " + fromUserId + " to " + toUserId);
        }
    }
}
