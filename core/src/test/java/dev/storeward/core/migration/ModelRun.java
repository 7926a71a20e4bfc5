package dev.storeward.core.migration;

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
    private final Trouble trouble;
    private final ModelTenant tenant;
    private final ModelActs acts;
    private final ModelChecks checks;
    private final Map<ModelNode, Duration> dead = new HashMap<>();
    private final List<ModelNode> alive = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final ModelActs.Story story;
    private final Map<String, MemoryStore> buckets = new ConcurrentHashMap<>();
    private Duration ahead = Duration.ZERO;
    private int mischief;

    ModelRun(Ground ground, long seed, String slug) {
        this.ground = ground;
        this.random = new Random(seed);
        this.story = new ModelActs.Story(seed);
        this.trouble = new Trouble(seed);
        ground.core().setTime(Duration.ZERO);
        this.tenant = new ModelTenant(ground, slug, buckets, trouble, this::meanwhile);
        this.checks = new ModelChecks(tenant);
        this.acts = new ModelActs(ground, tenant, random, story);
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

    void play() throws InterruptedException {
        int first = 3 + random.nextInt(8);
        for (int i = 0; i < first; i++) {
            tenant.put(random);
        }
        for (int i = 0; i < STEPS; i++) {
            step();
            checks.afterStep(story.told(), random);
        }
        finish();
    }

    private void step() throws InterruptedException {
        switch (random.nextInt(24)) {
            case 0, 1 -> acts.act(0);
            case 2 -> acts.act(1);
            case 3, 4, 5 -> acts.act(2);
            case 6 -> acts.act(3);
            case 7 -> acts.act(4);
            case 8 -> acts.act(5);
            case 9 -> acts.act(6);
            case 10 -> acts.act(7);
            case 11 -> weather();
            case 12 -> sleepers();
            case 13 -> sweep();
            case 14 -> die();
            default -> work();
        }
    }

    private void weather() {
        switch (random.nextInt(4)) {
            case 0 -> {
                int percent = 5 + random.nextInt(40);
                trouble.flaky(percent);
                story.tell("flaky " + percent);
            }
            case 1 -> {
                List<String> names = List.copyOf(new java.util.TreeSet<>(buckets.keySet()));
                String bucket = names.get(random.nextInt(names.size()));
                Code code = AWAY.get(random.nextInt(AWAY.size()));
                trouble.down(bucket, code);
                story.tell(bucket + " " + code);
            }
            default -> {
                trouble.heal();
                story.tell("healed");
            }
        }
        mischief = random.nextInt(3) * 4;
    }

    private void passTime(Duration by) {
        ahead = ahead.plus(by);
        ground.core().setTime(ahead);
        tenant.beat(tenant.doorNode);
        alive.forEach(node -> tenant.beat(node.id));
        story.tell("time " + by.toSeconds());
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
                    story.tell("wake");
                    node.wake(random.nextBoolean());
                    checks.afterStep(story.told(), random);
                }
                node.close();
            }
        }
    }

    private void sweep() {
        story.tell("sweep");
        tenant.expiry.run();
        tenant.sweeper.sweep();
    }

    private void work() throws InterruptedException {
        work(alive.get(random.nextInt(alive.size())), NEVER);
    }

    private void die() throws InterruptedException {
        ModelNode node = alive.get(random.nextInt(alive.size()));
        int calls = 1 + random.nextInt(12);
        if (!work(node, calls)) {
            story.tell("died");
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
        story.tell("work " + piece.substring(piece.indexOf('/')));
        return node.work(piece, calls, looks);
    }

    private List<String> pieces(ModelNode node) {
        String own = acts.known().isEmpty() ? "" : acts.known().getFirst().toString();
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
            story.tell("meanwhile");
            switch (fault.chance().nextInt(8)) {
                case 0, 1 ->
                        tenant.files.keySet().stream()
                                .filter(a -> Trouble.name(a).equals(Trouble.name(key)))
                                .findFirst()
                                .ifPresent(acts::delete);
                case 2 -> acts.act(1);
                case 3 -> acts.act(0);
                case 4 -> acts.act(2);
                case 5 -> acts.act(3);
                case 6 -> sweep();
                default -> acts.act(6);
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
        story.tell("the end");
        for (int round = 0; !pieces(alive.getFirst()).isEmpty(); round++) {
            if (round > 60) {
                throw new AssertionError("The migration does not end: " + story.told());
            }
            for (String piece : pieces(alive.getFirst())) {
                alive.get(round % alive.size()).work(piece, NEVER, NEVER);
            }
            checks.afterStep(story.told(), random);
            passTime(Duration.ofMinutes(2));
        }
        for (int round = 0; round < 8; round++) {
            passTime(round == 0 ? Duration.ofHours(25) : Duration.ofMinutes(65));
            sweep();
        }
        checks.afterStep(story.told(), random);
        for (String address : tenant.files.keySet()) {
            if (!java.util.Arrays.equals(tenant.read(address), tenant.files.get(address))) {
                throw new AssertionError(address + " is wrong, " + story.told());
            }
        }
        checks.nothingIsLeft(story.told());
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
