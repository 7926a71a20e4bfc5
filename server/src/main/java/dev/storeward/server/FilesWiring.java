package dev.storeward.server;

import dev.storeward.core.access.AccessRules;
import dev.storeward.core.backend.Reaches;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.backend.operator.SharedBackend;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.Files;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.installation.InstallationState;
import dev.storeward.core.job.Jobs.Job;
import dev.storeward.core.job.Node;
import dev.storeward.core.job.Pause;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.link.LinkKeys;
import dev.storeward.core.link.Links;
import dev.storeward.core.object.MarkerRenewal;
import dev.storeward.core.object.Markers;
import dev.storeward.core.object.OwnershipProof;
import dev.storeward.core.object.RemovalPermit;
import dev.storeward.core.object.Sweeper;
import dev.storeward.core.object.WriteExpiry;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.quota.Counts;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.root.Roots;
import dev.storeward.core.ticket.UploadTickets;
import dev.storeward.core.upload.FileCopies;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.core.upload.UploadLedger;
import dev.storeward.core.upload.Uploads;
import dev.storeward.core.upload.body.AcceptedTypes;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.body.ObjectWriter;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.core.upload.resumable.ResumableGround;
import dev.storeward.core.upload.resumable.ResumableUploads;
import dev.storeward.core.upload.session.OrderedPieces;
import dev.storeward.core.upload.session.PieceUploads;
import dev.storeward.core.upload.session.SessionCompletion;
import dev.storeward.core.upload.session.SessionGround;
import dev.storeward.core.upload.session.SessionTidying;
import dev.storeward.core.upload.session.UploadSessions;
import dev.storeward.server.api.files.FilesErrors;
import dev.storeward.server.api.resumable.ResumableErrors;
import dev.storeward.server.api.resumable.ResumableRoutes;
import dev.storeward.server.config.Settings;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.request.PublicUrl;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Files on their way in and out: quota, uploads, downloads, links, and the sweeper behind them;
 * with the resumable door.
 */
@Configuration(proxyBeanMethods = false)
class FilesWiring {
    private static final double PART_MEMORY = 0.4;
    private static final double ADMISSION_MEMORY = 0.2;

    /** Another run takes over after ten minutes. */
    private static final Duration RENEWAL = Duration.ofMinutes(2);

    @Bean
    Quotas quotas(Tx tx) {
        return new Quotas(tx);
    }

    @Bean
    Counts counts(Tx tx) {
        return new Counts(tx);
    }

    @Bean
    Markers markers(Tx tx, InstantSource clock) {
        return new Markers(tx, clock);
    }

    /** Its first round is to find the shared place. */
    @Bean
    Job renewMarkers(Tx tx, Stores stores, Markers markers, SharedBackend registered) {
        return new Job("renew-markers", RENEWAL, new MarkerRenewal(tx, stores, markers)::run);
    }

    /** A copy of the installation takes nothing away. */
    @Bean
    RemovalPermit removalPermit(InstallationState state) {
        return () -> !state.undecided();
    }

    @Bean
    Sweeper sweeper(Tx tx, Stores stores, Markers markers, KeyRing keys, RemovalPermit permit) {
        return new Sweeper(
                tx,
                stores,
                markers,
                new OwnershipProof(keys),
                new Sweeper.Bounds(permit, Sweeper.Share.usual()));
    }

    @Bean
    WriteExpiry writeExpiry(Tx tx, RemovalPermit permit) {
        return new WriteExpiry(tx, permit);
    }

    @Bean
    Uploads uploads(
            Placements placements,
            Stores stores,
            KeyRing keys,
            UploadLedger ledger,
            Uploads.UploadSettings settings) {
        return new Uploads(placements, stores, keys, ledger, settings);
    }

    @Bean
    SessionGround sessionGround(
            Tx tx,
            Stores stores,
            Reaches reaches,
            KeyRing keys,
            Quotas quotas,
            Sweeper sweeper,
            Placements placements,
            UploadLedger ledger,
            RetryLater retryLater,
            Node node,
            Settings settings) {
        return new SessionGround(
                tx,
                stores,
                reaches,
                keys,
                quotas,
                sweeper,
                new SessionSteps(placements, stores, keys, ledger),
                retryLater,
                node.id(),
                settings.limits().uploadSessions());
    }

    @Bean
    CategoryRules categoryRules(Uploads.UploadSettings settings) {
        return new CategoryRules(settings.limits(), settings.types());
    }

    @Bean
    UploadSessions uploadSessions(SessionGround ground, CategoryRules rules, InstantSource clock) {
        return new UploadSessions(ground, rules, clock);
    }

    @Bean
    PieceUploads pieceUploads(
            SessionGround ground, CategoryRules rules, Uploads uploads, InstantSource clock) {
        return new PieceUploads(ground, rules, uploads.admission(), clock);
    }

    @Bean
    SessionCompletion sessionCompletion(
            SessionGround ground, CategoryRules rules, Uploads uploads) {
        return new SessionCompletion(ground, rules, new ObjectWriter(uploads.pool()));
    }

    @Bean
    ResumableUploads resumableUploads(
            SessionGround ground,
            UploadSessions sessions,
            PieceUploads pieces,
            SessionCompletion completion,
            CategoryRules rules,
            Uploads uploads,
            InstantSource clock) {
        OrderedPieces ordered = new OrderedPieces(ground, pieces, uploads.admission());
        return new ResumableUploads(
                new ResumableGround(
                        ground.tx(),
                        ground.retryLater(),
                        ground.quotas(),
                        rules,
                        uploads.admission(),
                        uploads.pool(),
                        new ResumableGround.OfSessions(sessions, ordered, completion),
                        clock,
                        Pause.sleeping()));
    }

    /** Its addresses are below those of the files door, which is asked later. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    ResumableErrors resumableErrors(FilesErrors errors) {
        return new ResumableErrors(errors);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    RouterFunction<ServerResponse> resumableRoutes(
            Authentication authentication,
            AccessRules access,
            ResumableUploads uploads,
            PublicUrl publicUrl,
            ResumableErrors errors) {
        return new ResumableRoutes(authentication, access, uploads, publicUrl, errors).routes();
    }

    @Bean
    Job tidySessions(SessionGround ground, RemovalPermit permit) {
        SessionTidying tidying = new SessionTidying(ground, permit);
        return new Job("tidy-upload-sessions", Duration.ofSeconds(10), tidying::run);
    }

    @Bean
    UploadTickets uploadTickets(
            Tx tx,
            Placements placements,
            Uploads uploads,
            SecureRandom random,
            UploadTickets.Holder holder) {
        return new UploadTickets(tx, placements, uploads, random, holder);
    }

    @Bean
    UploadTickets.Holder ticketHolder(Node node, RetryLater retryLater, Settings settings) {
        return new UploadTickets.Holder(node.id(), retryLater, settings.limits().caps());
    }

    @Bean
    UploadLedger uploadLedger(
            Tx tx, Quotas quotas, Sweeper sweeper, Node node, RetryLater retryLater) {
        return new UploadLedger(tx, quotas, sweeper, node.id(), retryLater);
    }

    @Bean
    Uploads.UploadSettings uploadSettings(
            Settings settings, InstantSource clock, Idempotency idempotency) {
        long heap = Runtime.getRuntime().maxMemory();
        return new Uploads.UploadSettings(
                new UploadLimits(
                        settings.limits().maxFileBytes(),
                        10L << 20,
                        (long) (heap * PART_MEMORY),
                        (long) (heap * ADMISSION_MEMORY)),
                AcceptedTypes.narrowedBy(settings.limits().types()),
                clock,
                idempotency);
    }

    @Bean
    Files files(Tx tx) {
        return new Files(tx);
    }

    @Bean
    Reaches reaches(Tx tx) {
        return new Reaches(tx);
    }

    @Bean
    Downloads downloads(Tx tx, Stores stores, Reaches reaches, KeyRing keys) {
        return new Downloads(tx, stores, reaches, keys);
    }

    @Bean
    FileCopies fileCopies(Downloads downloads, Uploads uploads) {
        return new FileCopies(downloads, uploads);
    }

    @Bean
    Roots roots(Tx tx) {
        return new Roots(tx);
    }

    @Bean
    LinkKeys linkKeys(Tx tx, Sealer sealer, SecureRandom random, InstantSource clock) {
        return new LinkKeys(tx, sealer, random, clock);
    }

    @Bean
    Links links(LinkKeys keys, Files files, InstantSource clock) {
        return new Links(keys, files, clock);
    }
}
