package dev.storeward.core.migration;

import dev.storeward.core.ProblemException;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.ModelTenant.Ground;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.memory.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One seed: steps at random, and after each of them everything must hold. */
final class ModelRun implements AutoCloseable {
    private static final int STEPS = 40;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);
    private static final List<Code> AWAY =
            List.of(
                    Code.UNREACHABLE,
                    Code.THROTTLED,
                    Code.FULL,
                    Code.UNAUTHENTICATED,
                    Code.BUCKET_NOT_FOUND,
                    Code.FORBIDDEN);

    private final Ground ground;
    private final Random random;
    private final String seedName;
    private final Trouble trouble;
    private final ModelTenant tenant;
    private final ModelChecks checks;
    private final Migrations migrations;
    private final Map<ModelNode, Duration> dead = new HashMap<>();
    private final List<ModelNode> alive = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<String> story = new ArrayList<>();
    private final Map<String, MemoryStore> buckets = new ConcurrentHashMap<>();
    private Duration ahead = Duration.ZERO;
    private int mischief;

    ModelRun(Ground ground, long seed, String slug) {
        this.ground = ground;
        this.random = new Random(seed);
        this.seedName = "-Dstoreward.seed=" + seed;
        this.trouble = new Trouble(seed);
        ground.core().setTime(Duration.ZERO);
        this.tenant = new ModelTenant(ground, slug, buckets, trouble, this::meanwhile);
        this.checks = new ModelChecks(tenant);
        this.migrations = tenant.migrations();
        alive.add(node());
        alive.add(node());
    }

    private ModelNode node() {
        ModelNode node =
                new ModelNode(
                        ground.core(),
                        buckets,
                        trouble,
                        true,
                        1 + random.nextInt(5),
                        this::meanwhile);
        tenant.beat(node.id);
        return node;
    }

    private String told() {
        synchronized (story) {
            return seedName + " after " + String.join("; ", story);
        }
    }

    private void tell(String what) {
        synchronized (story) {
            story.add(what);
        }
    }

    void play() throws InterruptedException {
        int first = 3 + random.nextInt(8);
        for (int i = 0; i < first; i++) {
            tenant.put(random);
        }
        for (int i = 0; i < STEPS; i++) {
            step();
            checks.afterStep(told(), random);
        }
        finish();
    }

    private void step() throws InterruptedException {
        switch (random.nextInt(24)) {
            case 0, 1 -> act(0);
            case 2 -> act(1);
            case 3, 4, 5 -> act(2);
            case 6 -> act(3);
            case 7 -> act(4);
            case 8 -> act(5);
            case 9 -> act(6);
            case 10 -> act(7);
            case 11 -> weather();
            case 12 -> sleepers();
            case 13 -> sweep();
            case 14 -> die();
            default -> work();
        }
    }

    /** What users and operators do, at any time. */
    private void act(int what) {
        switch (what) {
            case 0 -> {
                tell("put");
                tenant.put(random);
            }
            case 1 -> delete(tenant.any(random));
            case 2 -> start();
            case 3 ->
                    onAny(
                            "cancel",
                            m -> migrations.cancel(admin(), m, "", InSameTransaction.nothing()));
            case 4 ->
                    onAny("retry", m -> migrations.retry(admin(), m, InSameTransaction.nothing()));
            case 5 ->
                    onAny(
                            "roll back",
                            m -> migrations.rollback(admin(), m, "", InSameTransaction.nothing()));
            case 6 ->
                    onAny(
                            "change",
                            m ->
                                    migrations.change(
                                            admin(),
                                            m,
                                            new MigrationChange(
                                                    null, 1 + random.nextInt(4), null, false),
                                            InSameTransaction.nothing()));
            default -> {
                if (random.nextInt(6) == 0) {
                    onAny(
                            "keep",
                            m -> migrations.keepSource(admin(), m, InSameTransaction.nothing()));
                }
            }
        }
    }

    private dev.storeward.core.access.Caller admin() {
        return ground.core().admin;
    }

    private void delete(String address) {
        if (!address.isEmpty()) {
            tell("delete " + Trouble.name(new ObjectKey(address)));
            tenant.delete(address);
        }
    }

    private interface Operation {
        void on(UUID migration);
    }

    private List<UUID> known() {
        return ground.core()
                .tx
                .forSystem()
                .statement(sql ->
                        sql.list(
                                "SELECT id FROM migration WHERE tenant_id = ? ORDER BY id DESC",
                                row -> row.uuid("id"),
                                tenant.tenant.id()));
    }

    /** Mostly on the newest. */
    private void onAny(String what, Operation operation) {
        List<UUID> known = known();
        if (known.isEmpty()) {
            return;
        }
        int which = random.nextInt(3) == 0 ? random.nextInt(known.size()) : 0;
        try {
            operation.on(known.get(which));
            tell(what + " " + (known.size() - which));
        } catch (ProblemException e) {
            // Not now: the state does not allow it.
        }
    }

    private void start() {
        int target = random.nextInt(3);
        int source = random.nextInt(3);
        boolean all = random.nextBoolean();
        List<Duration> graces = List.of(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(24));
        try {
            migrations.start(
                    admin(),
                    tenant.tenant.id(),
                    new NewMigration(
                            all ? null : tenant.places.get(source),
                            new MigrationTarget.Backend(tenant.places.get(target)),
                            new MigrationLimits(null, 1 + random.nextInt(4), null),
                            graces.get(random.nextInt(3)),
                            ""),
                    InSameTransaction.nothing());
            tell("start " + (all ? "all" : source) + " to " + target);
        } catch (ProblemException e) {
            // Nothing to move, or one is open.
        }
    }

    private void weather() {
        switch (random.nextInt(4)) {
            case 0 -> {
                int percent = 5 + random.nextInt(40);
                trouble.flaky(percent);
                tell("flaky " + percent);
            }
            case 1 -> {
                List<String> names = List.copyOf(new java.util.TreeSet<>(buckets.keySet()));
                String bucket = names.get(random.nextInt(names.size()));
                Code code = AWAY.get(random.nextInt(AWAY.size()));
                trouble.down(bucket, code);
                tell(bucket + " " + code);
            }
            default -> {
                trouble.heal();
                tell("healed");
            }
        }
        mischief = random.nextInt(3) * 4;
    }

    private void passTime(Duration by) {
        ahead = ahead.plus(by);
        ground.core().setTime(ahead);
        tenant.beat(tenant.doorNode);
        alive.forEach(node -> tenant.beat(node.id));
        tell("time " + by.toSeconds());
    }

    private void sleepers() throws InterruptedException {
        passTime(
                Duration.ofSeconds(
                        switch (random.nextInt(3)) {
                            case 0 -> 2;
                            case 1 -> 40 + random.nextInt(600);
                            default -> 1_000 + random.nextInt(7_000);
                        }));
        for (ModelNode node : List.copyOf(dead.keySet())) {
            if (random.nextInt(3) == 0) {
                Duration asleep = ahead.minus(dead.get(node));
                dead.remove(node);
                if (asleep.compareTo(Duration.ofMinutes(50)) < 0) {
                    tell("wake");
                    node.wake(random.nextBoolean());
                    checks.afterStep(told(), random);
                }
                node.close();
            }
        }
    }

    private void sweep() {
        tell("sweep");
        tenant.sweeper.sweep();
    }

    private void work() throws InterruptedException {
        work(alive.get(random.nextInt(alive.size())), NEVER);
    }

    private void die() throws InterruptedException {
        ModelNode node = alive.get(random.nextInt(alive.size()));
        int calls = 1 + random.nextInt(12);
        if (!work(node, calls)) {
            tell("died");
            alive.remove(node);
            dead.put(node, ahead);
            alive.add(node());
        }
    }

    private boolean work(ModelNode node, int calls) throws InterruptedException {
        List<String> pieces = pieces(node);
        if (pieces.isEmpty()) {
            return true;
        }
        String piece = pieces.get(random.nextInt(pieces.size()));
        int looks = random.nextInt(4) == 0 ? random.nextInt(20) : NEVER;
        tell("work " + piece.substring(piece.indexOf('/')));
        return node.work(piece, calls, looks);
    }

    private List<String> pieces(ModelNode node) {
        String own = known().isEmpty() ? "" : known().getFirst().toString();
        return node.engine.pieces().stream().filter(piece -> piece.startsWith(own)).toList();
    }

    /** Around a call to a store, now and then, somebody does something. */
    private void meanwhile(ObjectKey key, Trouble.Fault fault) {
        if (mischief == 0 || INSIDE.get() || fault.chance().nextInt(100) >= mischief) {
            return;
        }
        lock.lock();
        INSIDE.set(true);
        try {
            tell("meanwhile");
            switch (fault.chance().nextInt(8)) {
                case 0, 1 ->
                        tenant.files.keySet().stream()
                                .filter(a ->
                                        Trouble.name(new ObjectKey(a)).equals(Trouble.name(key)))
                                .findFirst()
                                .ifPresent(this::delete);
                case 2 -> act(1);
                case 3 -> act(0);
                case 4 -> act(2);
                case 5 -> act(3);
                case 6 -> sweep();
                default -> act(6);
            }
        } finally {
            INSIDE.set(false);
            lock.unlock();
        }
    }

    /** All heals, all goes on to its end, and what is to be removed is. */
    private void finish() throws InterruptedException {
        trouble.heal();
        mischief = 0;
        buryAll();
        tell("the end");
        for (int round = 0; !pieces(alive.getFirst()).isEmpty(); round++) {
            if (round > 60) {
                throw new AssertionError("The migration does not end: " + told());
            }
            for (String piece : pieces(alive.getFirst())) {
                alive.get(round % alive.size()).work(piece, NEVER, NEVER);
            }
            checks.afterStep(told(), random);
            passTime(Duration.ofMinutes(2));
        }
        for (int round = 0; round < 8; round++) {
            passTime(round == 0 ? Duration.ofHours(25) : Duration.ofMinutes(65));
            sweep();
        }
        checks.afterStep(told(), random);
        for (String address : tenant.files.keySet()) {
            if (!java.util.Arrays.equals(tenant.read(address), tenant.files.get(address))) {
                throw new AssertionError(address + " is wrong, " + told());
            }
        }
        checks.nothingIsLeft(told());
    }

    private void buryAll() {
        dead.keySet().forEach(ModelNode::close);
        dead.clear();
    }

    @Override
    public void close() {
        trouble.heal();
        mischief = 0;
        buryAll();
        alive.forEach(ModelNode::close);
        tenant.close();
    }
}
