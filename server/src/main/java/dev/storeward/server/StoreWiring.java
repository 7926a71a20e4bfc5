package dev.storeward.server;

import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.StoredSpecs;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.location.DataFolder;
import dev.storeward.core.backend.lookup.BackendDirectory;
import dev.storeward.core.backend.lookup.StorageKeys;
import dev.storeward.core.backend.operator.DedicatedBuckets;
import dev.storeward.core.backend.operator.SharedBackend;
import dev.storeward.core.backend.registry.BackendChanges;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.Candidates;
import dev.storeward.core.backend.registry.LocalRoots;
import dev.storeward.core.backend.registry.RegistrationContext;
import dev.storeward.core.backend.registry.ScheduledVerification;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.core.crypto.Installation;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Tx;
import dev.storeward.core.installation.InstallationState;
import dev.storeward.core.job.Node;
import dev.storeward.server.config.Settings;
import dev.storeward.store.azure.AzureConnector;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.PlaceProbe;
import dev.storeward.store.gcs.GcsConnector;
import dev.storeward.store.local.LocalConnector;
import dev.storeward.store.outbound.AddressGate;
import dev.storeward.store.outbound.AllowList;
import dev.storeward.store.outbound.Resolver;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.store.s3.settings.AmazonSettings;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How buckets are reached: connectors, gates, sealed credentials and the stores opened with them.
 */
@Configuration(proxyBeanMethods = false)
class StoreWiring {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    @Bean
    Connectors connectors(
            Settings settings, Gates gates, InstantSource clock, SecureRandom random) {
        Map<String, Connector> byName = new LinkedHashMap<>();
        for (Connector connector :
                List.of(
                        new S3Connector(amazon(settings.clouds(), gates), clock, random),
                        google(settings.clouds(), gates),
                        azure(settings.clouds(), gates, clock),
                        new LocalConnector(clock))) {
            byName.put(connector.schema().name(), connector);
        }
        ConnectorJars jars = ConnectorJars.load(settings.connectors(), byName.keySet());
        jars.connectors().forEach(connector -> byName.put(connector.schema().name(), connector));
        Notices.connectors(jars);
        return new Connectors(byName, jars);
    }

    private static AmazonSettings amazon(Settings.Clouds clouds, Gates gates) {
        return new AmazonSettings(
                endpoint(clouds.awsS3Endpoint()),
                endpoint(clouds.awsStsEndpoint()),
                clouds.awsAccountId(),
                clouds.awsIdentity(),
                gates.operators());
    }

    private static Optional<URI> endpoint(String url) {
        return url.isEmpty() ? Optional.empty() : Optional.of(URI.create(url));
    }

    private static Connector google(Settings.Clouds clouds, Gates gates) {
        return new GcsConnector(
                new GcsConnector.Cloud(endpoint(clouds.gcsEndpoint()), gates.operators()));
    }

    private static Connector azure(Settings.Clouds clouds, Gates gates, InstantSource clock) {
        return endpoint(clouds.azureEndpoint())
                .map(url -> new AzureConnector(clock, new PlaceProbe.Reach(url, gates.operators())))
                .orElseGet(() -> new AzureConnector(clock));
    }

    @Bean
    Gates gates(Settings settings) {
        Resolver resolver = host -> List.of(InetAddress.getAllByName(host));
        Duration silence = Duration.ofSeconds(settings.limits().storeTimeoutSeconds());
        return new Gates(
                AddressGate.guarded(
                        AllowList.of(settings.network().allowEndpoints()),
                        resolver,
                        CONNECT_TIMEOUT,
                        silence),
                AddressGate.operator(resolver, CONNECT_TIMEOUT, silence));
    }

    @Bean
    SealedCredentials sealedCredentials(Tx tx, Sealer sealer) {
        return new SealedCredentials(tx, sealer);
    }

    @Bean
    Backends backends(
            Tx tx,
            AuditLog audit,
            SealedCredentials credentials,
            RegistrationContext registration) {
        return new Backends(tx, audit, credentials, registration);
    }

    @Bean
    BackendChanges backendChanges(
            Tx tx,
            AuditLog audit,
            SealedCredentials credentials,
            RegistrationContext registration) {
        return new BackendChanges(tx, audit, credentials, registration);
    }

    @Bean
    ScheduledVerification scheduledVerification(
            Tx tx,
            AuditLog audit,
            SealedCredentials credentials,
            RegistrationContext registration) {
        return new ScheduledVerification(tx, audit, credentials, registration);
    }

    @Bean
    Verifier verifier(SecureRandom random, InstantSource clock) {
        return new Verifier(random, clock);
    }

    @Bean
    BackendDirectory backendDirectory(Tx tx) {
        return new BackendDirectory(tx);
    }

    @Bean
    RegistrationContext registrationContext(
            Connectors connectors, Gates gates, Settings settings, Verifier verifier) {
        return new RegistrationContext(
                connectors.byName(),
                gates.tenants(),
                gates.operators(),
                new LocalRoots(settings.network().localRoots()),
                verifier,
                settings.limits().caps());
    }

    @Bean
    StorageKeys storageKeys(Tx tx, Backends backends) {
        return new StorageKeys(tx, backends);
    }

    /** Comes after the node: the places of others that live are not touched. */
    @Bean
    DataFolder dataFolder(Tx tx, Settings settings, Node node) {
        DataFolder folder = new DataFolder(tx, settings.data(), settings.database().embedded());
        folder.follow();
        Notices.missing(folder.missing());
        return folder;
    }

    /** A place that a copy registers must come after it was found to be one. */
    @Bean
    SharedBackend sharedBackend(
            Tx tx,
            AuditLog audit,
            SealedCredentials credentials,
            Connectors connectors,
            Settings settings,
            InstallationState compared,
            DataFolder folders) {
        SharedBackend shared = new SharedBackend(tx, audit, credentials);
        shared.ensure(
                connectors.of(settings.shared().spec()),
                settings.shared().spec(),
                settings.shared().credential());
        return shared;
    }

    @Bean
    DedicatedBuckets dedicatedBuckets(
            AuditLog audit,
            SealedCredentials credentials,
            RegistrationContext registration,
            Settings settings,
            Tx tx) {
        DedicatedBuckets buckets =
                new DedicatedBuckets(
                        audit,
                        credentials,
                        registration,
                        settings.dedicated(),
                        () -> tx.forSystem().statement(Installation::currentId));
        buckets.renew(tx);
        return buckets;
    }

    @Bean
    Candidates candidates(
            Tx tx,
            AuditLog audit,
            SealedCredentials credentials,
            RegistrationContext registration) {
        return new Candidates(tx, audit, credentials, registration);
    }

    @Bean
    Stores stores(
            Connectors connectors,
            Tx tx,
            SealedCredentials credentials,
            Gates gates,
            Metrics metrics) {
        return new Stores(
                connectors.byName(),
                new StoredSpecs(tx),
                credentials,
                gates.tenants(),
                gates.operators(),
                metrics::metered);
    }
}
