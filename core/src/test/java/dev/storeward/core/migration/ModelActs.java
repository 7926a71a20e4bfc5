package dev.storeward.core.migration;

import dev.storeward.core.ProblemException;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.migration.ModelTenant.Ground;
import dev.storeward.core.migration.request.MigrationChange;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.migration.request.Rollback;
import dev.storeward.core.upload.body.GivenBody;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.request.PutRequest;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** What users and operators do, at any time. */
final class ModelActs {
    /** What happened under one seed, for whoever must find out what went wrong. */
    static final class Story {
        private final String seedName;
        private final List<String> story = new ArrayList<>();

        Story(long seed) {
            this.seedName = "-Dstoreward.seed=" + seed;
        }

        String told() {
            synchronized (story) {
                return seedName + " after " + String.join("; ", story);
            }
        }

        void tell(String what) {
            synchronized (story) {
                story.add(what);
            }
        }
    }

    private final Ground ground;
    private final ModelTenant tenant;
    private final Random random;
    private final Story story;
    private final Migrations migrations;

    ModelActs(Ground ground, ModelTenant tenant, Random random, Story story) {
        this.ground = ground;
        this.tenant = tenant;
        this.random = random;
        this.story = story;
        this.migrations = tenant.migrations();
    }

    /**
     * Does one thing, if the state allows it.
     *
     * @param what which, from 0 to 7
     */
    void act(int what) {
        switch (what) {
            case 0 -> {
                if (random.nextInt(3) == 0) {
                    story.tell("replace");
                    tenant.puts.put(random);
                } else {
                    story.tell("put");
                    tenant.put(random);
                }
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
                            m ->
                                    migrations.rollback(
                                            admin(),
                                            m,
                                            new Rollback(random.nextBoolean(), ""),
                                            InSameTransaction.nothing()));
            case 6 ->
                    onAny(
                            "change",
                            m ->
                                    migrations.change(
                                            admin(), m, anyChange(), InSameTransaction.nothing()));
            default -> {
                if (random.nextInt(6) == 0) {
                    onAny(
                            "keep",
                            m -> migrations.keepSource(admin(), m, InSameTransaction.nothing()));
                }
            }
        }
    }

    private MigrationChange anyChange() {
        return random.nextInt(3) == 0
                ? new MigrationChange(null, null, null, false, Duration.ofHours(1))
                : new MigrationChange(null, 1 + random.nextInt(4), null, false, null);
    }

    private dev.storeward.core.access.Caller admin() {
        return ground.core().admin;
    }

    void delete(String address) {
        if (!address.isEmpty()) {
            story.tell("delete " + Trouble.name(address));
            tenant.delete(address);
        }
    }

    private interface Operation {
        void on(UUID migration);
    }

    List<UUID> known() {
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
            story.tell(what + " " + (known.size() - which));
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
            story.tell("start " + (all ? "all" : source) + " to " + target);
        } catch (ProblemException e) {
            // Nothing to move, or one is open.
        }
    }

    /** What a user puts at addresses of their own choice, whether something lies there or not. */
    static final class Puts {
        private final ModelTenant tenant;
        private final Map<String, Integer> versions = new HashMap<>();
        private int named;

        Puts(ModelTenant tenant) {
            this.tenant = tenant;
        }

        /** Tells the content of an address from those that it had before. */
        int version(String address) {
            return versions.getOrDefault(address, 0);
        }

        /**
         * Puts a file where one lies, or where few others lay; refused, what is there must stay.
         */
        void put(Random random) {
            byte[] content = new byte[random.nextInt(8) == 0 ? 270_000 : random.nextInt(400)];
            random.nextBytes(content);
            String any = tenant.any(random);
            String address =
                    any.isEmpty() || random.nextInt(3) == 0
                            ? Address.folderOf(tenant.user) + "chosen/" + random.nextInt(3) + "//.."
                            : any;
            String name = "put-" + named++;
            tenant.sent.put(name, content);
            try {
                tenant.uploads.put(
                        tenant.user,
                        new PutRequest(
                                Address.asSent(tenant.user, address).orElseThrow(),
                                name,
                                PutCondition.NONE,
                                "text/plain",
                                SizeEstimate.exact(content.length)),
                        new GivenBody(new ByteArrayInputStream(content)));
                tenant.files.put(address, content);
                versions.merge(address, 1, Integer::sum);
            } catch (ProblemException e) {
                // The bucket failed, as it was told.
            }
        }

        /** Learns what lies at an address, when the answer to a put was lost. */
        void learn(String address, byte[] content) {
            tenant.files.put(address, content);
            versions.merge(address, 1, Integer::sum);
        }
    }
}
