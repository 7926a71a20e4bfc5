package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caller;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.upload.session.UploadSession.State;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments of uploads in several requests: what was told to be kept is
 * kept, another node goes on with it, nothing is charged but files and what is kept of sessions,
 * and in the end no object is there without a file. {@code -Dstoreward.rounds=12} makes twelve
 * rounds.
 */
class SessionCrashTest {
    private static final int SHORT = 2;

    @TempDir private Path folder;

    /** A session as its killed process told of it; of each piece what may be there by now. */
    private static final class Told {
        final String name;
        final Map<Integer, List<Long>> pieces = new TreeMap<>();
        final Set<Integer> kept = new HashSet<>();
        String last = "begun";

        Told(String name) {
            this.name = name;
        }
    }

    private final Map<UUID, Told> sessions = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    @Test
    void whatWasToldIsKeptOverKillsAndNothingElseIs() throws Exception {
        try (CoreFixture core = CoreFixture.start()) {
            KeyRing keys = SessionPlace.ground(core, folder);
            Tenant acme = core.tenant("acme");
            Caller member = SessionNode.member(core, acme);
            int rounds = Integer.getInteger("storeward.rounds", SHORT);
            for (int round = 0; round < rounds; round++) {
                sessions.clear();
                kill(core, acme, member);
                core.sql("DELETE FROM node");
                SessionNode next =
                        new SessionNode(core, keys, acme, member, CrashingNode.bucket(folder));
                next.expiry.run();
                next.tidying.run();
                next.requireExactBooks("after kill " + round);
                for (Map.Entry<UUID, Told> one : sessions.entrySet()) {
                    check(next, one.getKey(), one.getValue());
                }
                next.requireExactBooks("gone on after kill " + round);
            }
            SessionNode last =
                    new SessionNode(core, keys, acme, member, CrashingNode.bucket(folder));
            last.settle(SessionNode.LIFETIME.plusDays(1));
            last.requireExactBooks("the end");
            assertThat(files).isNotEmpty();
            files.forEach((name, content) -> assertThat(last.read(name)).isEqualTo(content));
            assertThat(last.keysInBucket()).hasSize(files.size());
            assertThat(last.charged())
                    .isEqualTo(files.values().stream().mapToLong(file -> file.length).sum());
            assertThat(last.number("SELECT count(*) AS n FROM upload_piece WHERE tenant_id = ?"))
                    .isZero();
        }
    }

    private void kill(CoreFixture core, Tenant tenant, Caller member)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashingNode.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .putAll(CrashingNode.environment(core.settings(), tenant, member, folder));
        Process process = builder.start();
        try (BufferedReader out = process.inputReader()) {
            hear(out.readLine());
            long moment = System.nanoTime() + new Random().nextLong(100_000_000L, 2_500_000_000L);
            while (System.nanoTime() < moment) {
                hear(out.readLine());
            }
            // The process's own method would close what it said last.
            process.toHandle().destroyForcibly();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                hear(line);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void hear(String line) {
        assertThat(line).as("the process ended by itself").isNotNull();
        String[] words = line.split(" ", -1);
        assertThat(words[0]).as(line).isNotEqualTo("failed");
        UUID id = UUID.fromString(words[1]);
        Told told = sessions.computeIfAbsent(id, _ -> new Told(words[2]));
        switch (words[0]) {
            case "sends" ->
                    told.pieces
                            .computeIfAbsent(Integer.parseInt(words[2]), _ -> new ArrayList<>())
                            .add(Long.parseLong(words[3]));
            case "kept" -> {
                List<Long> may =
                        told.pieces.computeIfAbsent(
                                Integer.parseInt(words[2]), _ -> new ArrayList<>());
                may.clear();
                may.add(Long.parseLong(words[3]));
                told.kept.add(Integer.parseInt(words[2]));
                told.last = "kept";
            }
            default -> told.last = words[0];
        }
    }

    private void check(SessionNode node, UUID id, Told told) {
        State state = node.sessions.find(node.member, id).state();
        switch (told.last) {
            case "begun", "kept", "leaves" -> assertThat(state).isEqualTo(State.OPEN);
            case "aborts" -> assertThat(state).isIn(State.OPEN, State.ABORTED);
            case "aborted" -> assertThat(state).isEqualTo(State.ABORTED);
            case "done" -> assertThat(state).isEqualTo(State.DONE);
            default -> assertThat(state).isIn(State.OPEN, State.COMPLETING, State.DONE);
        }
        if (state == State.ABORTED) {
            return;
        }
        if (state == State.OPEN) {
            requireKept(node, id, told);
        }
        if (told.last.equals("completes") || told.last.equals("done")) {
            int[] numbers = told.pieces.keySet().stream().mapToInt(number -> number).toArray();
            node.complete(node.sessions.find(node.member, id), numbers);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            told.pieces
                    .values()
                    .forEach(seeds -> whole.writeBytes(CrashingNode.content(seeds.getLast())));
            assertThat(node.read(told.name)).isEqualTo(whole.toByteArray());
            files.put(told.name, whole.toByteArray());
        }
    }

    /** What the session says to have is what was told to be kept, or was being sent. */
    private static void requireKept(SessionNode node, UUID id, Told told) {
        Map<Integer, String> kept = new TreeMap<>();
        node.sessions
                .pieces(node.member, id, 0, 100)
                .forEach(piece ->
                        kept.put(piece.number(), HexFormat.of().formatHex(piece.sha256())));
        told.pieces.forEach((number, seeds) -> {
            List<String> may =
                    seeds.stream()
                            .map(CrashingNode::content)
                            .map(Sha256::of)
                            .map(HexFormat.of()::formatHex)
                            .toList();
            String there = kept.remove(number);
            if (there != null || told.kept.contains(number)) {
                assertThat(there).isIn(may);
            }
        });
        assertThat(kept).as("pieces that nobody sent").isEmpty();
    }
}
