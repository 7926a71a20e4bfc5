package dev.storeward.core.user;

import dev.storeward.core.Checks;
import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.CallerCache;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.Role;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The users of the tenants. Safe for use by several threads. */
public final class Users {
    private final Tx tx;
    private final AuditLog audit;
    private final CallerCache callers;
    private final FilesOfUser files;
    private final Caps caps;

    public Users(Tx tx, AuditLog audit, CallerCache callers, FilesOfUser files, Caps caps) {
        this.tx = tx;
        this.audit = audit;
        this.callers = callers;
        this.files = files;
        this.caps = caps;
    }

    /**
     * Makes a user of a tenant.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden} also for a role above the
     *     caller's, {@code NotFound}, {@code Invalid}, {@code AlreadyExists}, {@code InUse} when
     *     there are too many
     */
    public User create(
            Caller caller, UUID tenantId, NewUser made, InSameTransaction<User> alongside) {
        caller.requireSupervisorOf(tenantId);
        Checks checks = new Checks();
        String email = checks.email("email", made.email());
        Role role = role(checks, made.role());
        checks.done();
        UserRights.requireGrantable(caller, role);
        return unlessEmailTaken(
                email,
                () ->
                        tx.forTenant(tenantId)
                                .transaction(sql -> {
                                    if (!UserTable.tenantExists(sql, tenantId)) {
                                        throw unknownTenant(tenantId).asException();
                                    }
                                    Caps.require(
                                            caller,
                                            caps.users(),
                                            "users of this tenant",
                                            most -> UserTable.active(sql, tenantId, most));
                                    User user =
                                            UserTable.insert(
                                                    sql, Ids.next(), tenantId, email, role);
                                    record(sql, caller, "user.create", user);
                                    alongside.in(sql, user);
                                    return user;
                                }));
    }

    /** The users of a tenant in the order of their creation, disabled ones too. */
    public Page<User> list(Caller caller, UUID tenantId, PageRequest page) {
        caller.requireSupervisorOf(tenantId);
        UUID after = page.after();
        return Page.of(
                tx.forTenant(tenantId)
                        .statement(sql -> {
                            if (!UserTable.tenantExists(sql, tenantId)) {
                                throw unknownTenant(tenantId).asException();
                            }
                            return UserTable.ofTenant(sql, tenantId, after, page.limit() + 1);
                        }),
                page.limit(),
                user -> user.id().toString());
    }

    /** One user, for those who rule over it and for itself. */
    public User get(Caller caller, UUID id) {
        User user = found(tx.forSystem().statement(sql -> UserTable.find(sql, id)), id);
        UserRights.requireSelfOrRuleOver(caller, user, UserRights.unknown(user.id()));
        return user;
    }

    /** Changes email or role. The keys of the user have the new role at once. */
    public User update(
            Caller caller, UUID id, UserChange change, InSameTransaction<User> alongside) {
        User after =
                unlessEmailTaken(
                        change.email() == null ? "" : change.email(),
                        () ->
                                tx.forSystem()
                                        .transaction(
                                                sql -> update(sql, caller, id, change, alongside)));
        callers.forget();
        return after;
    }

    private User update(
            Sql sql, Caller caller, UUID id, UserChange change, InSameTransaction<User> alongside) {
        User before = found(UserTable.lock(sql, id), id);
        UserRights.requireRuleOver(caller, before);
        Checks checks = new Checks();
        String email =
                change.email() == null ? before.email() : checks.email("email", change.email());
        Role role = before.role();
        if (change.role() != null) {
            role = role(checks, change.role());
            if (before.tenantId() == null) {
                checks.add("role", "The role of a super admin cannot be changed.");
            }
        }
        checks.done();
        if (role != before.role()) {
            UserRights.requireGrantable(caller, role);
        }
        UserTable.update(sql, id, email, role);
        User after = found(UserTable.find(sql, id), id);
        record(sql, caller, "user.update", after);
        CallerCache.announce(sql);
        alongside.in(sql, after);
        return after;
    }

    /**
     * As {@link #disable(Caller, UUID, FileDisposition, IssuedKeys, InSameTransaction)} with all
     * that came of the user's keys.
     */
    public void disable(
            Caller caller,
            UUID id,
            FileDisposition disposition,
            InSameTransaction<User> alongside) {
        disable(caller, id, disposition, IssuedKeys.END, alongside);
    }

    /**
     * Disables a user: its keys, links and upload addresses die at once, its uploads under way are
     * taken back, its files stay unless the disposition says otherwise. Disabling one that is
     * disabled already deals with its files only.
     *
     * @throws dev.storeward.core.ProblemException {@code InUse} for the last super admin; {@code
     *     Forbidden} also when the caller's key does not end all of the user's
     */
    public void disable(
            Caller caller,
            UUID id,
            FileDisposition disposition,
            IssuedKeys issued,
            InSameTransaction<User> alongside) {
        boolean filesStay = disposition instanceof FileDisposition.KeepFiles;
        User user =
                tx.forSystem()
                        .transaction(sql -> {
                            User goes = disable(sql, caller, id, disposition, issued);
                            if (filesStay) {
                                alongside.in(sql, goes);
                            }
                            return goes;
                        });
        callers.forget();
        files.endUploads(id);
        if (!filesStay) {
            dealWithFiles(caller, user, disposition);
            // Only now is it done: sent again before, the request goes on with the files.
            tx.forSystem().run(sql -> alongside.in(sql, user));
        }
    }

    private void dealWithFiles(Caller caller, User user, FileDisposition disposition) {
        for (UUID tenantId : tenantsOf(user)) {
            switch (disposition) {
                case FileDisposition.KeepFiles() -> {}
                case FileDisposition.DeleteFiles() -> files.delete(caller, tenantId, user.id());
                case FileDisposition.TransferFiles(UUID to) ->
                        files.transfer(caller, tenantId, user.id(), to);
            }
        }
    }

    /** Who belongs to no tenant may have files in several. */
    private List<UUID> tenantsOf(User user) {
        UUID own = user.tenantId();
        return own != null
                ? List.of(own)
                : tx.forSystem().statement(sql -> UserTable.tenantsWithFilesOf(sql, user.id()));
    }

    private User disable(
            Sql sql, Caller caller, UUID id, FileDisposition disposition, IssuedKeys issued) {
        int superAdmins = UserTable.lockSuperAdmins(sql);
        User user = found(UserTable.lock(sql, id), id);
        UserRights.requireRuleOver(caller, user);
        if (user.tenantId() == null && user.disabledAt() == null && superAdmins == 1) {
            throw new Problem.InUse("This is the last super admin: nobody could make another.")
                    .asException();
        }
        if (disposition instanceof FileDisposition.TransferFiles(UUID to)) {
            requireNewOwner(sql, user, to);
        }
        KeyEndings.requireMayEndAll(sql, caller, id);
        UserTable.disable(sql, id);
        KeyEndings.end(sql, caller, KeyTable.idsOf(sql, id), issued);
        audit.record(
                sql,
                caller,
                user.tenantId(),
                "user.disable",
                "user:" + id,
                Map.of(
                        "email",
                        user.email(),
                        "files",
                        switch (disposition) {
                            case FileDisposition.KeepFiles() -> "keep";
                            case FileDisposition.DeleteFiles() -> "delete";
                            case FileDisposition.TransferFiles(UUID to) -> "to " + to;
                        }));
        CallerCache.announce(sql);
        return user;
    }

    private static void requireNewOwner(Sql sql, User user, UUID newOwnerId) {
        Optional<User> newOwner =
                UserTable.find(sql, newOwnerId)
                        .filter(other -> Objects.equals(other.tenantId(), user.tenantId()))
                        .filter(other -> other.disabledAt() == null)
                        .filter(other -> !other.id().equals(user.id()));
        if (newOwner.isEmpty()) {
            throw Problem.invalid(
                            "files_to",
                            "Must be another user of the same tenant, one that is not disabled.")
                    .asException();
        }
    }

    private static Role role(Checks checks, String name) {
        Optional<Role> role = Role.ofWireName(name);
        if (role.isEmpty()) {
            checks.add("role", "Must be member or supervisor.");
        }
        return role.orElse(Role.MEMBER);
    }

    private static <T> T unlessEmailTaken(String email, Supplier<T> work) {
        try {
            return work.get();
        } catch (DatabaseException e) {
            if (e.constraint().equals("app_user_email")) {
                throw new Problem.AlreadyExists(
                                "email", "There is a user with the email " + email + " already.")
                        .asException();
            }
            throw e;
        }
    }

    private void record(Sql sql, Caller caller, String action, User user) {
        audit.record(
                sql,
                caller,
                user.tenantId(),
                action,
                "user:" + user.id(),
                Map.of("email", user.email(), "role", user.role().wireName()));
    }

    private static User found(Optional<User> user, UUID id) {
        return user.orElseThrow(() -> UserRights.unknown(id).asException());
    }

    private static Problem unknownTenant(UUID id) {
        return new Problem.NotFound("There is no tenant " + id + ".");
    }
}
