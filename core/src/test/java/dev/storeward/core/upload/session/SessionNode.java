package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.access.TenantScope;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Reaches;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.object.Markers;
import dev.storeward.core.object.OwnershipProof;
import dev.storeward.core.object.RemovalPermit;
import dev.storeward.core.object.Sweeper;
import dev.storeward.core.object.WriteExpiry;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.core.upload.UploadLedger;
import dev.storeward.core.upload.Uploads;
import dev.storeward.core.upload.body.AcceptedTypes;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.body.ObjectWriter;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.store.ByteRange;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A node that takes uploads in several requests, on a bucket that it may share with others. */
final class SessionNode {
    static final Duration LIFETIME = Duration.ofDays(7);

    final TenantScope tenant;
    private final Tx tx;
    final Caller member;
    final UUID id = Ids.next();
    final Sweeper sweeper;
    final WriteExpiry expiry;
    final RetryLater retryLater = new RetryLater();
    final UploadSessions sessions;
    final PieceUploads pieces;
    final SessionCompletion completion;
    final SessionTidying tidying;
    final Files files;
    final ObjectStore bucket;
    private final Downloads downloads;

    /** How far the clock is ahead by which it asks after its pieces. */
    volatile Duration ahead = Duration.ZERO;

    /** The bytes of a client that stays. */
    record Body(InputStream stream) implements UploadBody {
        Body(byte[] bytes) {
            this(new ByteArrayInputStream(bytes));
        }

        @Override
        public String trailingCategory() {
            return "";
        }

        @Override
        public boolean abandoned() {
            return false;
        }
    }

    SessionNode(CoreFixture core, KeyRing keys, Tenant tenant, Caller member, ObjectStore bucket) {
        this(core.tx, core.audit, keys, member, bucket);
        assertThat(this.tenant).isEqualTo(tenant.scope());
    }

    SessionNode(Tx tx, AuditLog audit, KeyRing keys, Caller member, ObjectStore bucket) {
        this.tx = tx;
        this.tenant = member.requireTenant();
        this.member = member;
        this.bucket = bucket;
        Stores stores = SessionPlace.stores(tx, bucket);
        this.sweeper =
                new Sweeper(
                        tx,
                        stores,
                        new Markers(tx, InstantSource.system()),
                        new OwnershipProof(keys),
                        new Sweeper.Bounds(RemovalPermit.always(), Sweeper.Share.usual()));
        this.expiry = new WriteExpiry(tx, RemovalPermit.always());
        this.files = new Files(tx);
        Reaches reaches = new Reaches(tx);
        this.downloads = new Downloads(tx, stores, reaches, keys);
        UploadLimits limits = new UploadLimits(1 << 30, 1 << 20, 16 << 20, 16 << 20);
        AcceptedTypes types = AcceptedTypes.narrowedBy(Map.of());
        Placements placements = new Placements(tx, audit);
        Quotas quotas = new Quotas(tx);
        UploadLedger ledger = new UploadLedger(tx, quotas, sweeper, id, retryLater);
        Uploads uploads =
                new Uploads(
                        placements,
                        stores,
                        keys,
                        ledger,
                        new Uploads.UploadSettings(
                                limits,
                                types,
                                InstantSource.system(),
                                new Idempotency(tx, id, retryLater)));
        SessionGround ground =
                new SessionGround(
                        tx,
                        stores,
                        reaches,
                        keys,
                        quotas,
                        sweeper,
                        new SessionSteps(placements, stores, keys, ledger),
                        retryLater,
                        id,
                        LIFETIME);
        CategoryRules rules = new CategoryRules(limits, types);
        this.sessions = new UploadSessions(ground, rules, InstantSource.system());
        this.pieces =
                new PieceUploads(
                        ground, rules, uploads.admission(), () -> Instant.now().plus(ahead));
        this.completion = new SessionCompletion(ground, rules, new ObjectWriter(uploads.pool()));
        this.tidying = new SessionTidying(ground, RemovalPermit.always());
        beat();
    }

    static Caller member(CoreFixture core, Tenant tenant) {
        return core.caller(tenant, "m@" + tenant.slug() + ".example", Role.MEMBER);
    }

    /** This node's heartbeat. */
    void beat() {
        tx.forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO node (id, name, started_at, heartbeat_at, master_keys, seals_under, agreed)
                                VALUES (?, 'node', sw_now(), sw_now(), '{}', '', '{}')
                                ON CONFLICT (id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at
                                """,
                                id));
    }

    /** Its heartbeat stops, as all others know. */
    void die() {
        tx.forSystem().statement(sql -> sql.update("DELETE FROM node WHERE id = ?", id));
    }

    Address address(String name) {
        return Address.asSent(member, Address.folderOf(member) + name).orElseThrow();
    }

    UploadSession begin(UploadSession.Kind kind, String name) {
        return begin(kind, name, "text/x-parts");
    }

    UploadSession begin(UploadSession.Kind kind, String name, String type) {
        return sessions.begin(
                member,
                new SessionRequest(
                        kind,
                        sessions.chosen(address(name), name),
                        Category.GENERAL,
                        type,
                        -1,
                        new FileProperties(
                                Map.of(), Map.of("colour", "blue"), Map.of(), Map.of())));
    }

    StoredPiece put(UploadSession session, int number, byte[] bytes) {
        return pieces.put(member, session.id(), number, bytes.length, new Body(bytes));
    }

    StoredFile complete(UploadSession session, int... numbers) {
        return completion.complete(
                member,
                session.id(),
                java.util.Arrays.stream(numbers)
                        .mapToObj(number -> new NamedPiece(number, ""))
                        .toList(),
                PutCondition.NONE);
    }

    ReadableFile find(String name) {
        return files.readable(member, address(name)).orElseThrow();
    }

    byte[] read(String name) {
        return read(find(name));
    }

    byte[] read(ReadableFile found) {
        try (InputStream in = downloads.open(found, ByteRange.all()).stream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long charged() {
        return number("SELECT charged AS n FROM usage WHERE tenant_id = ?");
    }

    /** What the tenant must be charged: for files, and for pieces of sessions that may go on. */
    void requireExactBooks(String told) {
        assertThat(charged())
                .as("charged, %s", told)
                .isEqualTo(
                        number("SELECT coalesce(sum(size), 0) AS n FROM file WHERE tenant_id = ?")
                                + number(
                                        """
                                        SELECT coalesce(sum(charged), 0) AS n FROM object
                                        WHERE tenant_id = ? AND state = 'writing'
                                        """));
        assertThat(
                        number(
                                """
                                SELECT count(*) AS n FROM object o WHERE o.tenant_id = ?
                                  AND o.state = 'writing' AND o.session_id IS NOT NULL AND o.piece IS NULL
                                  AND o.charged <> (SELECT coalesce(sum(p.charged), 0) FROM upload_piece p
                                    WHERE p.tenant_id = o.tenant_id AND p.session_id = o.session_id)
                                """))
                .as("sessions that are not charged what their pieces are, %s", told)
                .isZero();
    }

    long number(String query) {
        return tx.forSystem().statement(sql -> sql.one(query, row -> row.number("n"), tenant.id()));
    }

    List<String> keysInBucket() {
        return bucket
                .list(new ListRequest("organizations/" + tenant.number() + "/", "", 1000))
                .objects()
                .stream()
                .map(ObjectInfo::key)
                .map(ObjectKey::value)
                .toList();
    }

    private void setTime(Duration ahead) {
        tx.forSystem()
                .statement(sql ->
                        sql.update(
                                "UPDATE test_time SET ahead = ? * interval '1 second'",
                                ahead.toSeconds()));
    }

    /** Goes on as nodes do by themselves, until nothing more is due. */
    void settle(Duration ahead) {
        retryLater.settle();
        for (int hours = 0; hours < 3; hours++) {
            setTime(ahead.plusHours(hours));
            beat();
            expiry.run();
            tidying.run();
            while (sweeper.sweep() > 0) {
                // The next round.
            }
        }
    }
}
