package dev.storeward.core.root;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.TenantScope;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.name.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The roots of a user's files: the one that is named as the tenant is the user's whole folder, and
 * each of the others the folder of its name in it. Safe for use by several threads.
 */
public final class Roots {
    /** The most that a user makes. */
    static final int MOST = 1_000;

    private final Tx tx;

    public Roots(Tx tx) {
        this.tx = tx;
    }

    /** What came of making a root. */
    public enum Making {
        MADE,
        /** The caller has one of this name. */
        THERE,
        /** The caller has as many as anybody may. */
        TOO_MANY
    }

    /** What came of removing a root. */
    public enum Removal {
        REMOVED,
        /** Files lie below it. */
        NOT_EMPTY,
        /** It is the caller's whole folder, and stays. */
        WHOLE_FOLDER
    }

    /** The caller's roots, by name. */
    public List<Root> list(Caller caller) {
        TenantScope tenant = caller.requireTenant();
        return tx.forTenant(tenant.id())
                .statement(sql -> {
                    List<Root> roots = new ArrayList<>();
                    roots.add(whole(caller, RootTable.tenantMade(sql, tenant.id())));
                    for (RootTable.Made made :
                            RootTable.ofUser(sql, tenant.id(), caller.userId(), MOST)) {
                        if (!made.name().equals(tenant.slug())) {
                            roots.add(below(caller, made.name(), made.createdAt()));
                        }
                    }
                    roots.sort(Comparator.comparing(Root::name));
                    return List.copyOf(roots);
                });
    }

    /** The caller's root of a name; empty when there is none. */
    public Optional<Root> find(Caller caller, String name) {
        TenantScope tenant = caller.requireTenant();
        if (name.equals(tenant.slug())) {
            return Optional.of(whole(caller, Instant.EPOCH));
        }
        if (!RootNames.problemOf(name).isEmpty()) {
            return Optional.empty();
        }
        return tx.forTenant(tenant.id())
                .statement(sql -> RootTable.find(sql, tenant.id(), caller.userId(), name))
                .map(made -> below(caller, made.name(), made.createdAt()));
    }

    /** Whether a root may be made of this name. */
    public static boolean isName(String name) {
        return RootNames.problemOf(name).isEmpty();
    }

    /**
     * Makes a root.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} for what is no name
     */
    public Making make(Caller caller, String name) {
        TenantScope tenant = caller.requireTenant();
        if (name.equals(tenant.slug())) {
            return Making.THERE;
        }
        String problem = RootNames.problemOf(name);
        if (!problem.isEmpty()) {
            throw Problem.invalid("bucket", problem).asException();
        }
        UUID userId = caller.userId();
        return tx.forTenant(tenant.id())
                .transaction(sql -> {
                    if (RootTable.find(sql, tenant.id(), userId, name).isPresent()) {
                        return Making.THERE;
                    }
                    if (RootTable.count(sql, tenant.id(), userId, MOST) >= MOST) {
                        return Making.TOO_MANY;
                    }
                    return RootTable.insert(sql, tenant.id(), userId, name)
                            ? Making.MADE
                            : Making.THERE;
                });
    }

    /** Removes an empty root. */
    public Removal remove(Caller caller, Root root) {
        TenantScope tenant = caller.requireTenant();
        if (root.name().equals(tenant.slug())) {
            return Removal.WHOLE_FOLDER;
        }
        RootPage.Query any = new RootPage.Query("", "", "", 1);
        if (!list(caller, root, any).entries().isEmpty()) {
            return Removal.NOT_EMPTY;
        }
        tx.forTenant(tenant.id())
                .run(sql -> RootTable.delete(sql, tenant.id(), caller.userId(), root.name()));
        return Removal.REMOVED;
    }

    /** One page of the files below a root. */
    public RootPage list(Caller caller, Root root, RootPage.Query query) {
        return new RootListing(tx, caller, root, query).page();
    }

    /**
     * The address of a key below a root, whatever characters the key holds.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} for what can be kept nowhere
     */
    public static Address address(Caller caller, Root root, String key) {
        return Address.asSent(caller, root.folder() + key)
                .orElseThrow(() ->
                        Problem.invalid("key", "The key holds a character that cannot be kept.")
                                .asException());
    }

    private static Root whole(Caller caller, Instant createdAt) {
        return new Root(caller.knownTenant().slug(), Address.folderOf(caller), createdAt);
    }

    private static Root below(Caller caller, String name, Instant createdAt) {
        return new Root(name, Address.folderOf(caller) + name + "/", createdAt);
    }
}
