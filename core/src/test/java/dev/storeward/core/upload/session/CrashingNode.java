package dev.storeward.core.upload.session;

import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.access.TenantScope;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.crypto.Installation;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.core.db.Tx;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.store.Secret;
import dev.storeward.store.local.LocalStore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * A process that uploads in several requests until it is killed, and tells each step before it
 * begins and when it is answered.
 */
final class CrashingNode {
    private static final int CLIENTS = 4;

    /** Read by the test, line by line; whatever logs gets the other one. */
    private static final PrintStream TOLD = System.out;

    private final SessionNode node;
    private final Caller member;

    private CrashingNode(SessionNode node, Caller member) {
        this.node = node;
        this.member = member;
    }

    /** What it needs to know, as its environment tells it. */
    static Map<String, String> environment(
            DatabaseSettings database, Tenant tenant, Caller member, Path folder) {
        return Map.of(
                "URL", database.url(),
                "OWNER", database.ownerUser(),
                "OWNER_PASSWORD", database.ownerPassword().reveal(),
                "APP", database.appUser(),
                "APP_PASSWORD", database.appPassword().reveal(),
                "TENANT", tenant.id().toString(),
                "TENANT_NUMBER", String.valueOf(tenant.number()),
                "USER_ID", member.userId() + " " + member.userNumber() + " " + member.email(),
                "FOLDER", folder.toString());
    }

    private static String told(String name) {
        return Objects.requireNonNull(System.getenv(name), name);
    }

    public static void main(String[] arguments) {
        System.setOut(System.err);
        Database database =
                Database.open(
                        new DatabaseSettings(
                                told("URL"),
                                told("OWNER"),
                                Secret.of(told("OWNER_PASSWORD")),
                                told("APP"),
                                Secret.of(told("APP_PASSWORD")),
                                6));
        Tx tx = database.tx();
        Path folder = Path.of(told("FOLDER"));
        String[] user = told("USER_ID").split(" ", -1);
        Caller member =
                new Caller(
                        UUID.fromString(user[0]),
                        Long.parseLong(user[1]),
                        user[2],
                        Role.MEMBER,
                        new TenantScope(
                                UUID.fromString(told("TENANT")),
                                Long.parseLong(told("TENANT_NUMBER")),
                                "acme"),
                        "crashing");
        SecureRandom random = new SecureRandom();
        Installation installation =
                Installation.open(tx, folder.resolve("master.key"), random, InstantSource.system());
        SessionNode node =
                new SessionNode(
                        tx,
                        new AuditLog(tx),
                        new KeyRing(tx, installation.sealer(), random),
                        member,
                        bucket(folder));
        CrashingNode crashing = new CrashingNode(node, member);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(crashing::work);
            }
        }
    }

    static LocalStore bucket(Path folder) {
        return LocalStore.open(folder.resolve("objects"), InstantSource.system());
    }

    /** The content of a piece that was told as this. */
    static byte[] content(long seed) {
        Random random = new Random(seed);
        byte[] content =
                new byte
                        [random.nextInt(4) == 0
                                ? 300_000 + random.nextInt(300_000)
                                : random.nextInt(5_000)];
        random.nextBytes(content);
        return content;
    }

    private static void tell(String step, UUID session, Object... more) {
        StringBuilder line = new StringBuilder(step).append(' ').append(session);
        for (Object one : more) {
            line.append(' ').append(one);
        }
        synchronized (TOLD) {
            TOLD.println(line);
            TOLD.flush();
        }
    }

    private void work() {
        Random random = new Random();
        try {
            while (true) {
                upload(random);
            }
        } catch (RuntimeException e) {
            tell("failed", new UUID(0, 0), String.valueOf(e).replace('\n', ' '));
        }
    }

    private void upload(Random random) {
        String name = "f" + UUID.randomUUID();
        UploadSession session =
                node.begin(random.nextBoolean() ? Kind.PARTED : Kind.RESUMABLE, name);
        UUID id = session.id();
        tell("begun", id, name);
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count + 1; i++) {
            int number = i < count ? i + 1 : 1 + random.nextInt(count);
            long seed = random.nextLong();
            tell("sends", id, number, seed);
            node.put(session, number, content(seed));
            tell("kept", id, number, seed);
        }
        switch (random.nextInt(6)) {
            case 0 -> {
                tell("aborts", id);
                node.sessions.abort(member, id);
                tell("aborted", id);
            }
            case 1 -> tell("leaves", id);
            default -> {
                tell("completes", id);
                try {
                    node.completion.complete(
                            member,
                            id,
                            IntStream.rangeClosed(1, count)
                                    .mapToObj(number -> new NamedPiece(number, ""))
                                    .toList(),
                            PutCondition.NONE);
                } catch (ProblemException e) {
                    throw new IllegalStateException("not completed", e);
                }
                tell("done", id);
            }
        }
    }
}
