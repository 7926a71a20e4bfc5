package dev.storeward.server;

import dev.storeward.core.access.Authenticator;
import dev.storeward.core.access.CallerCache;
import dev.storeward.core.access.ChosenKeys;
import dev.storeward.core.access.signing.SigningKeys;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.audit.AuditPartitions;
import dev.storeward.core.backend.operator.DedicatedBuckets;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.Candidates;
import dev.storeward.core.crypto.Installation;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.OwnedFiles;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.installation.InstallationState;
import dev.storeward.core.job.Agreement;
import dev.storeward.core.job.Node;
import dev.storeward.core.job.Pause;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.masterkey.KeysOfThisNode;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.placement.configuration.Configurations;
import dev.storeward.core.placement.configuration.Validations;
import dev.storeward.core.tenant.TenantOrigins;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.core.user.BootstrapAdmin;
import dev.storeward.core.user.FilesOfUser;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.Revocations;
import dev.storeward.core.user.Users;
import dev.storeward.server.config.Settings;
import dev.storeward.server.config.SettingsReader;
import dev.storeward.server.console.ConsoleWiring;
import dev.storeward.server.process.FatalError;
import dev.storeward.server.process.NodeName;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Puts the core together: one bean a service, by plain constructors. The only place that reads the
 * environment and the clock.
 */
@Configuration(proxyBeanMethods = false)
@Import({
    StoreWiring.class,
    MigrationWiring.class,
    FilesWiring.class,
    FrontWiring.class,
    LimitWiring.class,
    WebWiring.class,
    JobWiring.class,
    DoorWiring.class,
    ConsoleWiring.class
})
class Wiring {
    private static final int LEAST_CONNECTIONS = 16;
    private static final int MOST_CONNECTIONS = 32;

    static Settings settings(List<String> arguments) {
        return SettingsReader.read(arguments, System.getenv());
    }

    @Bean
    InstantSource clock() {
        return Clock.systemUTC();
    }

    @Bean
    SecureRandom random() {
        return new SecureRandom();
    }

    @Bean
    DatabaseServer databaseServer(Settings settings) {
        return DatabaseServer.start(settings);
    }

    @Bean
    Database database(DatabaseServer server) {
        return Database.open(
                server.settings(connections(Runtime.getRuntime().availableProcessors())));
    }

    /** Three quarters are one tenant's at most; the scheduler has others. */
    static int connections(int processors) {
        return Math.clamp(4L * processors, LEAST_CONNECTIONS, MOST_CONNECTIONS);
    }

    @Bean
    Tx tx(Database database) {
        return database.tx();
    }

    @Bean
    Installation installation(Tx tx, Settings settings, SecureRandom random, InstantSource clock) {
        Installation installation = Installation.open(tx, settings.masterKeyFile(), random, clock);
        Notices.masterKey(settings, installation);
        return installation;
    }

    @Bean
    Sealer sealer(Installation installation) {
        return installation.sealer();
    }

    @Bean
    KeyRing keyRing(Tx tx, Sealer sealer, SecureRandom random) {
        return new KeyRing(tx, sealer, random);
    }

    @Bean
    CallerCache callerCache(Database database, InstantSource clock) {
        return new CallerCache(database, clock);
    }

    @Bean
    ChosenKeys chosenKeys(Sealer sealer, SecureRandom random) {
        return new ChosenKeys(sealer, random, ChosenKeys.ROUNDS);
    }

    @Bean
    Authenticator authenticator(Tx tx, CallerCache cache, ChosenKeys chosen) {
        return new Authenticator(tx, cache, chosen);
    }

    @Bean
    AuditLog auditLog(Tx tx) {
        tx.forSystem().run(AuditPartitions::ensure);
        return new AuditLog(tx);
    }

    @Bean
    Tenants tenants(Tx tx, AuditLog audit, CallerCache callers, SecureRandom random) {
        return new Tenants(tx, audit, callers, random);
    }

    @Bean
    TenantOrigins tenantOrigins(Tx tx, AuditLog audit, CallerCache callers) {
        return new TenantOrigins(tx, audit, callers);
    }

    @Bean
    FilesOfUser filesOfUser(Tx tx) {
        return new OwnedFiles(tx);
    }

    @Bean
    Users users(Tx tx, AuditLog audit, CallerCache callers, FilesOfUser files, Settings settings) {
        return new Users(tx, audit, callers, files, settings.limits().caps());
    }

    @Bean
    Revocations revocations(Tx tx, AuditLog audit, CallerCache callers, FilesOfUser files) {
        return new Revocations(tx, audit, callers, files);
    }

    @Bean
    SigningKeys signingKeys(Tx tx, CallerCache callers, Sealer sealer) {
        return new SigningKeys(tx, callers, sealer);
    }

    @Bean
    Keys keys(
            Tx tx,
            AuditLog audit,
            CallerCache callers,
            SecureRandom random,
            Settings settings,
            SigningKeys signing) {
        return new Keys(tx, audit, callers, random, settings.limits().caps(), signing);
    }

    @Bean
    BootstrapAdmin bootstrapAdmin(
            Tx tx,
            AuditLog audit,
            CallerCache callers,
            SecureRandom random,
            ChosenKeys chosen,
            Settings settings) {
        BootstrapAdmin bootstrap = new BootstrapAdmin(tx, audit, callers, random, chosen);
        bootstrap
                .ensure(settings.admin().email(), settings.admin().key())
                .ifPresent(Notices::adminKey);
        return bootstrap;
    }

    @Bean
    RetryLater retryLater() {
        return new RetryLater();
    }

    @Bean
    KeysOfThisNode keysOfThisNode(Tx tx, Installation installation) {
        return new KeysOfThisNode(tx, installation);
    }

    @Bean
    InstallationState installationState(
            Tx tx, AuditLog audit, Installation installation, DatabaseServer server) {
        return InstallationState.start(tx, audit, installation, server.home(), UUID::randomUUID);
    }

    @Bean
    FatalError fatalError() {
        return FatalError.ofThisProcess();
    }

    /** Compared before this node's row could pass for a living one. */
    @Bean
    Node node(
            Tx tx,
            Database database,
            InstantSource clock,
            KeysOfThisNode keys,
            Settings settings,
            Connectors connectors,
            InstallationState compared,
            FatalError end) {
        UUID id = Ids.next();
        String name = NodeName.ofThisProcess();
        Agreements.of(settings, connectors)
                .join(tx, new Agreement.Joining(id, name, keys.look()), Pause.sleeping());
        Node node =
                Node.start(
                        tx,
                        id,
                        name,
                        keys::look,
                        new Node.Pulse(database.ownConnection("storeward-heartbeat"), clock, end));
        try {
            keys.requireCurrent();
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    @Bean
    Idempotency idempotency(Tx tx, Node node, RetryLater retryLater) {
        return new Idempotency(tx, node.id(), retryLater);
    }

    @Bean
    Placements placements(Tx tx, AuditLog audit) {
        return new Placements(tx, audit);
    }

    @Bean
    Validations validations(Tx tx, AuditLog audit, Candidates candidates, Node node) {
        return new Validations(tx, audit, candidates, node.id());
    }

    @Bean
    Configurations configurations(
            Tx tx,
            AuditLog audit,
            Backends backends,
            Candidates candidates,
            DedicatedBuckets dedicated,
            Validations validations) {
        return new Configurations(
                tx,
                audit,
                new Configurations.Origins(backends, candidates, dedicated),
                validations,
                work -> Thread.ofVirtual().name("validate").start(work));
    }
}
