package dev.storeward.core.file;

import dev.storeward.core.NextStep;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.LinkGrant;
import dev.storeward.core.access.TenantScope;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Turn;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.quota.Quotas;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A user's files: looked up, listed and deleted. Each user reaches only their own. Safe for use by
 * several threads.
 */
public final class Files {
    private final Tx tx;

    public Files(Tx tx) {
        this.tx = tx;
    }

    /** The file at an object name in the caller's folder. */
    public StoredFile get(Caller caller, String objectName) {
        UUID tenantId = caller.requireTenant().id();
        return found(
                caller,
                objectName,
                address ->
                        tx.forTenant(tenantId)
                                .statement(sql ->
                                        FileTable.byAddress(sql, tenantId, address.value())));
    }

    /** The caller's file of an id, wherever it lies now. */
    public StoredFile get(Caller caller, UUID fileId) {
        UUID tenantId = caller.requireTenant().id();
        return tx.forTenant(tenantId)
                .statement(sql -> FileTable.byId(sql, tenantId, caller.userId(), fileId))
                .orElseThrow(Files::notFound);
    }

    /** The file at an object name in the caller's folder, with the way to its bytes. */
    public ReadableFile readable(Caller caller, String objectName) {
        return found(caller, objectName, address -> readable(caller, address));
    }

    /** The file at an address of the caller's, with the way to its bytes. */
    public Optional<ReadableFile> readable(Caller caller, Address address) {
        UUID tenantId = caller.requireTenant().id();
        return tx.forTenant(tenantId)
                .statement(sql -> FileTable.readableByAddress(sql, tenantId, address.value()));
    }

    /**
     * What is there under a name: as it was sent, else as the files door gives names.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}; {@code Invalid} or {@code
     *     Forbidden} for what can be no name of the caller's
     */
    private static <T> T found(Caller caller, String sent, Function<Address, Optional<T>> lookup) {
        Optional<Address> exact = Address.asSent(caller, sent);
        Optional<T> there = exact.flatMap(lookup);
        if (there.isPresent()) {
            return there.get();
        }
        Address given = Address.ofCaller(caller, sent);
        if (exact.filter(given::equals).isPresent()) {
            throw notFound();
        }
        return lookup.apply(given).orElseThrow(Files::notFound);
    }

    /**
     * The file a link names; not found when it is gone, its owner disabled, or what the link was
     * given out by has ended.
     */
    public ReadableFile readableByLink(UUID tenantId, UUID fileId, LinkGrant grant) {
        return tx.forTenant(tenantId)
                .statement(sql -> FileTable.readableByLink(sql, tenantId, fileId, grant))
                .orElseThrow(Files::notFound);
    }

    /** One page of the caller's files. */
    public FilePage list(Caller caller, FilePage.Query query) {
        TenantScope scope = caller.requireTenant();
        if (!query.category().isEmpty() && Category.ofWireName(query.category()).isEmpty()) {
            throw Problem.invalid(
                            "file_category", "Must be one of data_source, profile_image, general.")
                    .asException();
        }
        return query.cursor().isEmpty()
                ? byPosition(scope, caller.userId(), query)
                : byCursor(scope, caller.userId(), query);
    }

    private FilePage byPosition(TenantScope scope, UUID userId, FilePage.Query query) {
        return tx.forTenant(scope.id())
                .transaction(sql -> {
                    // One snapshot, so that count and rows agree.
                    FileTable.readOneSnapshot(sql);
                    long total = FileTable.count(sql, scope.id(), userId, query.category());
                    PagePosition position = new PagePosition(query.page(), query.pageSize(), total);
                    List<StoredFile> files =
                            position.count() == 0
                                    ? List.of()
                                    : FileTable.page(
                                            sql, scope.id(), userId, query.category(), position);
                    boolean last = query.page() * query.pageSize() >= total;
                    return new FilePage(
                            files,
                            query.page(),
                            query.pageSize(),
                            total,
                            last || files.isEmpty() ? "" : FilePage.behind(files.getLast()));
                });
    }

    private FilePage byCursor(TenantScope scope, UUID userId, FilePage.Query query) {
        FileTable.FileCursor from = FilePage.cursor(query.cursor());
        return tx.forTenant(scope.id())
                .statement(sql -> {
                    long total = FileTable.count(sql, scope.id(), userId, query.category());
                    List<StoredFile> found =
                            FileTable.after(
                                    sql,
                                    scope.id(),
                                    userId,
                                    query.category(),
                                    from,
                                    query.pageSize() + 1);
                    boolean more = found.size() > query.pageSize();
                    List<StoredFile> files = more ? found.subList(0, query.pageSize()) : found;
                    return new FilePage(
                            files,
                            query.page(),
                            query.pageSize(),
                            total,
                            more ? FilePage.behind(files.getLast()) : "");
                });
    }

    /**
     * The buckets a user of the caller's tenant sees: the shared one, the one dedicated to it and
     * its active backends, by name.
     */
    public List<Bucket> buckets(Caller caller) {
        UUID tenantId = caller.requireTenant().id();
        return tx.forTenant(tenantId).statement(sql -> BucketTable.ofTenant(sql, tenantId));
    }

    /**
     * One page of the caller's files in a bucket, in the order of their addresses.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound} when there is no such bucket;
     *     {@code Forbidden} for a prefix outside the caller's folder; {@code Invalid}
     */
    public ObjectPage objects(Caller caller, String bucketName, ObjectPage.Query query) {
        Bucket bucket = bucket(caller, bucketName);
        String prefix = Address.prefixOfCaller(caller, query.prefix());
        return new BucketListing(
                        tx, caller.requireTenant().id(), bucket.locationId(), prefix, query)
                .page(bucket.name(), Address.folderOf(caller));
    }

    private Bucket bucket(Caller caller, String name) {
        return buckets(caller).stream()
                .filter(b -> b.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new Problem.NotFound(
                                        "There is no bucket of this name.",
                                        new NextStep.ListBuckets())
                                .asException());
    }

    /** Deletes a file: once this returns, it is gone for good and its bytes are refunded. */
    public void delete(Caller caller, String objectName) {
        found(
                caller,
                objectName,
                address -> delete(caller, address) ? Optional.of(address) : Optional.empty());
    }

    /**
     * As {@link #delete(Caller, String)}.
     *
     * @return false when there was none
     */
    public boolean delete(Caller caller, Address address) {
        UUID tenantId = caller.requireTenant().id();
        Tx.Scope scope = tx.forTenant(tenantId);
        try (Turn turn = scope.turn()) {
            return scope.statement(sql -> {
                boolean hidden = hide(sql, caller, address);
                turn.end();
                if (hidden) {
                    Quotas.barrier(sql);
                }
                return hidden;
            });
        }
    }

    /**
     * As {@link #delete(Caller, Address)}, of a file of which something holds at that very moment.
     *
     * @param condition must not block
     * @throws dev.storeward.core.ProblemException {@code PreconditionFailed} when it does not hold
     *     of the file that is there
     */
    public boolean delete(Caller caller, Address address, Predicate<StoredFile> condition) {
        UUID tenantId = caller.requireTenant().id();
        Tx.Scope scope = tx.forTenant(tenantId);
        boolean hidden;
        try (Turn _ = scope.turn()) {
            hidden =
                    scope.transaction(sql -> {
                        AddressTable.lock(sql, tenantId, address.value())
                                .filter(condition.negate())
                                .ifPresent(_ -> {
                                    throw new Problem.PreconditionFailed(
                                                    "The file at this address is another one.")
                                            .asException();
                                });
                        return hide(sql, caller, address);
                    });
        }
        if (hidden) {
            scope.run(Quotas::barrier);
        }
        return hidden;
    }

    /**
     * As {@link #delete(Caller, Address)} of many, which wait for one flush together. Those that
     * are not there are passed over. When it throws, some of them may be gone.
     */
    public void delete(Caller caller, List<Address> addresses) {
        Tx.Scope scope = tx.forTenant(caller.requireTenant().id());
        boolean any = false;
        for (Address address : addresses) {
            // Others of the tenant come in between.
            try (Turn _ = scope.turn()) {
                any |= scope.statement(sql -> hide(sql, caller, address));
            }
        }
        if (any) {
            scope.run(Quotas::barrier);
        }
    }

    private static boolean hide(Sql sql, Caller caller, Address address) {
        UUID tenantId = caller.requireTenant().id();
        return DeletionTable.delete(sql, tenantId, caller.userId(), address.value()).isPresent();
    }

    /**
     * Changes what is kept with a file, but its bytes.
     *
     * @return false when there is none
     */
    public boolean change(Caller caller, Address address, UnaryOperator<FileProperties> change) {
        UUID tenantId = caller.requireTenant().id();
        return tx.forTenant(tenantId)
                .transaction(sql ->
                        AddressTable.lockProperties(sql, tenantId, address.value())
                                .map(kept ->
                                        AddressTable.keep(
                                                sql,
                                                tenantId,
                                                address.value(),
                                                change.apply(FileProperties.ofKept(kept.json()))))
                                .orElse(false));
    }

    private static RuntimeException notFound() {
        return new Problem.NotFound("There is no such file.").asException();
    }
}
