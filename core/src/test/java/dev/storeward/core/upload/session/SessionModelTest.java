package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.store.memory.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Uploads in several requests on two nodes: begun, their pieces sent, sent again and broken off,
 * aborted, completed, left to expire, with nodes that die and come back. After every step the books
 * are exact; at the end each file is what was sent, and nothing else lies in the bucket. {@code
 * -Dstoreward.rounds=2000} plays so many seeds, {@code -Dstoreward.seed=17} one.
 */
class SessionModelTest extends SessionFixture {
    private static final int SHORT = 12;
    private static final int STEPS = 25;

    private Duration ahead = Duration.ZERO;

    @Test
    void theBooksAreExactAfterEveryStepAndNothingIsLeft() {
        Long seed = Long.getLong("storeward.seed");
        int rounds = seed == null ? Integer.getInteger("storeward.rounds", SHORT) : 1;
        Random seeds = new Random();
        for (int round = 0; round < rounds; round++) {
            long now = seed == null ? seeds.nextLong() : seed;
            try {
                new Run(now, "t" + round).play();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dstoreward.seed=" + now, e);
            }
        }
    }

    /** A session as its client knows it. */
    private record Known(UploadSession session, String name, Map<Integer, byte[]> pieces) {}

    private final class Run {
        private final Random random;
        private final List<SessionNode> nodes;
        private final List<Known> open = new ArrayList<>();
        private final Map<String, byte[]> files = new HashMap<>();
        private final PartedStore parts = new PartedStore(new MemoryStore(InstantSource.system()));

        Run(long seed, String slug) {
            this.random = new Random(seed);
            Tenant tenant = core.tenant(slug);
            Caller user = SessionNode.member(core, tenant);
            boolean parted = random.nextBoolean();
            MemoryStore plain = new MemoryStore(InstantSource.system());
            core.setTime(ahead);
            this.nodes =
                    List.of(
                            new SessionNode(core, keys, tenant, user, parted ? parts : plain),
                            new SessionNode(core, keys, tenant, user, parted ? parts : plain));
        }

        private SessionNode node() {
            return nodes.get(random.nextInt(nodes.size()));
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                String did = step();
                node().requireExactBooks("step " + step + ", " + did);
            }
            ahead = ahead.plus(SessionNode.LIFETIME).plusDays(1);
            nodes.getFirst().settle(ahead);
            ahead = ahead.plusDays(1);
            nodes.getFirst().requireExactBooks("the end");
            files.forEach((name, content) ->
                    assertThat(nodes.getLast().read(name)).as(name).isEqualTo(content));
            assertThat(nodes.getFirst().keysInBucket()).hasSize(files.size());
            assertThat(parts.pendingUploads()).isZero();
            assertThat(
                            nodes.getFirst()
                                    .number(
                                            "SELECT count(*) AS n FROM upload_piece WHERE tenant_id = ?"))
                    .isZero();
        }

        private String step() {
            if (open.isEmpty()) {
                return begin();
            }
            Known known = open.get(random.nextInt(open.size()));
            return switch (random.nextInt(12)) {
                case 0, 1 -> begin();
                case 2, 3, 4, 5 -> put(known);
                case 6 -> breakOff(known);
                case 7, 8 -> complete(known);
                case 9 -> abort(known);
                case 10 -> leftBehind(known);
                default -> {
                    node().tidying.run();
                    yield "tidied up";
                }
            };
        }

        private String begin() {
            String name = "f" + random.nextInt(4);
            UploadSession.Kind kind =
                    random.nextBoolean() ? UploadSession.Kind.PARTED : UploadSession.Kind.RESUMABLE;
            open.add(new Known(node().begin(kind, name), name, new TreeMap<>()));
            return "begun";
        }

        private String put(Known known) {
            int number = 1 + random.nextInt(4);
            byte[] content = new byte[random.nextInt(8) == 0 ? 270_000 : 100 + random.nextInt(300)];
            random.nextBytes(content);
            node().put(known.session(), number, content);
            known.pieces().put(number, content);
            return "put " + number;
        }

        private String breakOff(Known known) {
            byte[] content = new byte[100];
            try {
                node().pieces
                        .put(
                                node().member,
                                known.session().id(),
                                1,
                                content.length + 1L,
                                new SessionNode.Body(content));
            } catch (ProblemException e) {
                return "broken off";
            }
            throw new AssertionError("a body that is too short is no piece");
        }

        private String complete(Known known) {
            List<Integer> numbers = new ArrayList<>(known.pieces().keySet());
            if (numbers.isEmpty()) {
                return "nothing to complete";
            }
            if (numbers.size() > 1 && random.nextBoolean()) {
                numbers.removeLast();
            }
            int[] named = numbers.stream().mapToInt(number -> number).toArray();
            node().complete(known.session(), named);
            node().complete(known.session(), named);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            numbers.forEach(number -> whole.writeBytes(known.pieces().get(number)));
            files.put(known.name(), whole.toByteArray());
            open.remove(known);
            return "completed";
        }

        private String abort(Known known) {
            node().sessions.abort(node().member, known.session().id());
            open.remove(known);
            return "aborted";
        }

        /** What a node leaves that dies while it sends a piece: its row, and bytes perhaps. */
        private String leftBehind(Known known) {
            SessionNode node = nodes.getFirst();
            UUID silent = UUID.randomUUID();
            core.tx
                    .forTenant(node.tenant.id())
                    .run(sql -> {
                        sql.update(
                                "UPDATE usage SET charged = charged + 77 WHERE tenant_id = ?",
                                node.tenant.id());
                        sql.update(
                                """
                                UPDATE object SET charged = charged + 77
                                WHERE tenant_id = ? AND session_id = ? AND piece IS NULL
                                """,
                                node.tenant.id(),
                                known.session().id());
                        sql.update(
                                """
                                INSERT INTO upload_piece (tenant_id, session_id, number, token, node_id, charged)
                                VALUES (?, ?, 1, gen_random_uuid(), ?, 77)
                                """,
                                node.tenant.id(),
                                known.session().id(),
                                silent);
                    });
            node.tidying.run();
            assertThat(
                            node.number(
                                    "SELECT count(*) AS n FROM upload_piece WHERE tenant_id = ? AND NOT kept"))
                    .isZero();
            return "left behind";
        }
    }
}
