package dev.storeward.server;

import dev.storeward.core.access.ChosenKeys;
import dev.storeward.core.access.signing.SigningKeys;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.audit.AuditPartitions;
import dev.storeward.core.backend.credential.CredentialRewrapping;
import dev.storeward.core.backend.registry.BackendChanges;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.ScheduledVerification;
import dev.storeward.core.crypto.Installation;
import dev.storeward.core.crypto.SealedTenantKeys;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.Tx;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.installation.InstallationState;
import dev.storeward.core.job.Jobs;
import dev.storeward.core.job.Jobs.Job;
import dev.storeward.core.job.Node;
import dev.storeward.core.job.Repeating;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.link.LinkKeys;
import dev.storeward.core.masterkey.MasterKeyRotation;
import dev.storeward.core.migration.manifest.ManifestKeys;
import dev.storeward.core.object.PurgeWorkers;
import dev.storeward.core.object.Sweeper;
import dev.storeward.core.object.WriteExpiry;
import dev.storeward.core.placement.configuration.Validations;
import dev.storeward.core.quota.Counts;
import dev.storeward.core.tenant.TenantRemoval;
import dev.storeward.core.ticket.UploadTickets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The recurring work and how often it runs. */
@Configuration(proxyBeanMethods = false)
class JobWiring {
    /** A worker holds no connection while it waits for its bucket. */
    private static final int PURGE_WORKERS = 4;

    /** All recurring work of this node. */
    record Recurring(List<Job> jobs) {
        Recurring {
            jobs = List.copyOf(jobs);
        }
    }

    @Bean
    Jobs jobs(Database database, Recurring recurring) {
        return Jobs.start(database.dataSource(), recurring.jobs());
    }

    @Bean
    MasterKeyRotation masterKeyRotation(
            Tx tx,
            AuditLog audit,
            Installation installation,
            Node node,
            SecureRandom random,
            InstantSource clock) {
        return new MasterKeyRotation(
                tx,
                audit,
                installation,
                node,
                List.of(
                        new SealedTenantKeys(),
                        LinkKeys.sealedRows(),
                        ChosenKeys.sealedRows(),
                        SigningKeys.sealedRows(),
                        new CredentialRewrapping(),
                        ManifestKeys.sealedRows()),
                new MasterKeyRotation.Material(random, clock));
    }

    @Bean
    Recurring recurring(
            Tx tx,
            Sweeper sweeper,
            Counts counts,
            LinkKeys linkKeys,
            MasterKeyRotation masterKey,
            List<Job> others) {
        List<Job> all = new ArrayList<>(others);
        all.addAll(
                List.of(
                        new Job("find-doomed", Duration.ofSeconds(2), sweeper::findDue),
                        new Job("fold-counts", Duration.ofSeconds(10), counts::fold),
                        new Job("rotate-master-key", Duration.ofSeconds(2), masterKey::work),
                        new Job("rotate-link-keys", Duration.ofDays(30), linkKeys::rotate),
                        new Job(
                                "forget-tombstones",
                                Duration.ofMinutes(1),
                                sweeper::forgetTombstones),
                        new Job("forget-nodes", Duration.ofDays(1), () -> Node.forgetSilent(tx)),
                        new Job(
                                "audit-partitions",
                                Duration.ofHours(12),
                                () -> tx.forSystem().run(AuditPartitions::ensure)),
                        new Job(
                                "forget-idempotency",
                                Duration.ofMinutes(10),
                                () -> tx.forSystem().statement(Idempotency::purge))));
        return new Recurring(all);
    }

    /** On every node and beside all other work: nothing may stand before it. */
    @Bean
    Repeating expireWrites(WriteExpiry expiry) {
        return Repeating.start("expire-writes", Duration.ofSeconds(2), expiry::run);
    }

    @Bean
    Repeating settleOwed(RetryLater retryLater) {
        return Repeating.startLater("settle-owed", Duration.ofSeconds(5), retryLater::settle);
    }

    @Bean
    PurgeWorkers purgeWorkers(Sweeper sweeper) {
        return PurgeWorkers.start(sweeper, PURGE_WORKERS);
    }

    @Bean
    Job forgetCredentials(Backends backends) {
        return new Job("forget-credentials", Duration.ofMinutes(1), backends::forgetEmptyRetired);
    }

    @Bean
    Job forgetReplacedCredentials(BackendChanges changes) {
        return new Job(
                "forget-replaced-credentials", Duration.ofMinutes(10), changes::forgetSuperseded);
    }

    @Bean
    Job verifyBackends(ScheduledVerification verification, InstallationState state) {
        return new Job(
                "verify-backends",
                Duration.ofSeconds(20),
                () -> {
                    // It removes what probes have left, the original's too.
                    if (!state.undecided()) {
                        verification.run();
                    }
                });
    }

    @Bean
    Job validateConfigurations(Validations validations) {
        return new Job("validate-configurations", Duration.ofSeconds(5), validations::run);
    }

    @Bean
    Job removeTenants(Tx tx) {
        return new Job("remove-tenants", Duration.ofSeconds(5), new TenantRemoval(tx)::run);
    }

    @Bean
    Job forgetTickets(UploadTickets tickets) {
        return new Job("forget-tickets", Duration.ofMinutes(10), tickets::purge);
    }
}
