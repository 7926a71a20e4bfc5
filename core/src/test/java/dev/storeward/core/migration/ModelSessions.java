package dev.storeward.core.migration;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.backend.Reaches;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.object.RemovalPermit;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.core.upload.UploadLedger;
import dev.storeward.core.upload.body.AcceptedTypes;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.body.GivenBody;
import dev.storeward.core.upload.body.ObjectWriter;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.session.NamedPiece;
import dev.storeward.core.upload.session.PieceUploads;
import dev.storeward.core.upload.session.SessionCompletion;
import dev.storeward.core.upload.session.SessionGround;
import dev.storeward.core.upload.session.SessionRequest;
import dev.storeward.core.upload.session.SessionTidying;
import dev.storeward.core.upload.session.StoredPiece;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.core.upload.session.UploadSessions;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Uploads in several requests to where a tenant's new files go. */
final class ModelSessions {
    final SessionTidying tidying;
    private final ModelTenant tenant;
    private final UploadSessions sessions;
    private final PieceUploads pieces;
    private final SessionCompletion completion;

    ModelSessions(CoreFixture core, ModelTenant tenant) {
        this.tenant = tenant;
        CategoryRules rules =
                new CategoryRules(
                        new UploadLimits(1 << 30, 1 << 20, 16 << 20, 16 << 20),
                        AcceptedTypes.narrowedBy(Map.of()));
        SessionGround ground = ground(core, tenant);
        this.sessions = new UploadSessions(ground, rules, InstantSource.system());
        this.pieces =
                new PieceUploads(
                        ground, rules, tenant.uploads.admission(), InstantSource.system());
        this.completion =
                new SessionCompletion(ground, rules, new ObjectWriter(tenant.uploads.pool()));
        this.tidying = new SessionTidying(ground, RemovalPermit.always());
    }

    private static SessionGround ground(CoreFixture core, ModelTenant tenant) {
        Tx tx = core.tx;
        Quotas quotas = new Quotas(tx);
        UploadLedger ledger =
                new UploadLedger(tx, quotas, tenant.sweeper, tenant.doorNode, tenant.retryLater);
        return new SessionGround(
                tx,
                tenant.clean,
                new Reaches(tx),
                tenant.ground.keys(),
                quotas,
                tenant.sweeper,
                new SessionSteps(
                        new Placements(tx, core.audit),
                        tenant.clean,
                        tenant.ground.keys(),
                        ledger),
                tenant.retryLater,
                tenant.doorNode,
                Duration.ofDays(7));
    }

    /** Begins one and sends its pieces. */
    UploadSession begin(String name, byte[]... contents) {
        Address address =
                Address.asSent(tenant.user, Address.folderOf(tenant.user) + name).orElseThrow();
        UploadSession session =
                sessions.begin(
                        tenant.user,
                        new SessionRequest(
                                UploadSession.Kind.PARTED,
                                sessions.chosen(address, name),
                                Category.GENERAL,
                                "",
                                -1,
                                FileProperties.NONE));
        for (int i = 0; i < contents.length; i++) {
            StoredPiece _ =
                    pieces.put(
                            tenant.user,
                            session.id(),
                            i + 1,
                            contents[i].length,
                            new GivenBody(new ByteArrayInputStream(contents[i])));
        }
        return session;
    }

    /** Completes one with its first pieces. */
    StoredFile complete(UploadSession session, int count) {
        return completion.complete(
                tenant.user,
                session.id(),
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> new NamedPiece(number, ""))
                        .toList(),
                PutCondition.NONE);
    }
}
