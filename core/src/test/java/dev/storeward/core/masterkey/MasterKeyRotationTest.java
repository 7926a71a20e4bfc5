package dev.storeward.core.masterkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.crypto.MasterKey;
import dev.storeward.core.crypto.MasterKeyException;
import dev.storeward.core.crypto.MasterKeys;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.masterkey.MasterKeyStatus.KeyState;
import dev.storeward.core.masterkey.MasterKeyStatus.KnownKey;
import dev.storeward.core.masterkey.MasterKeyStatus.Progress;
import dev.storeward.core.masterkey.MasterKeyStatus.State;
import dev.storeward.core.masterkey.MasterKeyStatus.WaitingNode;
import dev.storeward.core.masterkey.Nodes.One;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyRotationTest {
    private static final UUID NO_TENANT = new UUID(0, 0);
    private static final String OPERATORS_LINE =
            "mk_operators 2030-01-01T00:00:00Z AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";

    private final Nodes nodes = new Nodes();
    private final Path file;
    private final Path otherFile;

    MasterKeyRotationTest(@TempDir Path folder) {
        this.file = folder.resolve("one/master.key");
        this.otherFile = folder.resolve("two/master.key");
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    /** Two tenants' keys, a link key, a tenant's and the operator's credentials: 11 values. */
    private void fill(One by) {
        UUID tenant = nodes.tenant(by, "acme");
        nodes.tenant(by, "zeta");
        nodes.linkKey(by);
        nodes.manifestKey(by);
        nodes.backend(by, tenant, "theirs");
        nodes.backend(by, NO_TENANT, "shared");
    }

    private static String lineOf(Path keyFile, String id) throws IOException {
        return Files.readAllLines(keyFile).stream()
                        .filter(line -> line.startsWith(id + " "))
                        .findFirst()
                        .orElseThrow()
                + "\n";
    }

    private static void append(Path keyFile, String line) throws IOException {
        Files.writeString(keyFile, line, StandardOpenOption.APPEND);
    }

    private static void remove(Path keyFile, String id) throws IOException {
        Files.writeString(keyFile, Files.readString(keyFile).replace(lineOf(keyFile, id), ""));
    }

    @Test
    void before_the_first_rotation_there_is_one_key_that_everything_is_under() {
        One node = nodes.start("one", file);
        fill(node);

        MasterKeyStatus status = nodes.status(node);

        MasterKey key = node.installation().keys().newest();
        assertThat(status)
                .isEqualTo(
                        new MasterKeyStatus(
                                key.id(),
                                State.NEVER,
                                null,
                                List.of(
                                        new KnownKey(
                                                key.id(), key.createdAt(), KeyState.CURRENT, 13)),
                                new Progress(0, 0, 0),
                                List.of(),
                                null,
                                null,
                                null));
    }

    @Test
    void one_node_rotates_by_itself_and_the_old_key_can_go() throws IOException {
        One node = nodes.start("one", file);
        fill(node);
        String old = node.installation().sealer().currentKeyId();
        String heading = Files.readAllLines(file).getFirst();

        MasterKeyStatus begun = nodes.rotate(node);
        node.rotation().work();
        MasterKeyStatus done = nodes.status(node);

        String fresh = String.valueOf(begun.target());
        assertThat(begun.state()).isEqualTo(State.DISTRIBUTE);
        assertThat(begun.current()).isEqualTo(old);
        assertThat(begun.progress()).isEqualTo(new Progress(0, 12, 0));
        assertThat(begun.keys())
                .extracting(KnownKey::id, KnownKey::state)
                .containsExactly(tuple(old, KeyState.CURRENT), tuple(fresh, KeyState.NEXT));
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.current()).isEqualTo(fresh).isNotEqualTo(old);
        assertThat(done.progress()).isEqualTo(new Progress(12, 0, 0));
        assertThat(done.keys())
                .extracting(KnownKey::id, KnownKey::state, KnownKey::references)
                .containsExactly(
                        tuple(old, KeyState.RETIRABLE, 0L), tuple(fresh, KeyState.CURRENT, 13L));
        assertThat(done.endedAt()).isNotNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(file).getFirst()).isEqualTo(heading);
        assertThat(nodes.audited("master_key.rotate"))
                .containsExactly(
                        "admin@localhost master-key:%s {\"to\": \"%s\", \"from\": \"%s\"}"
                                .formatted(fresh, fresh, old));
        assertThat(nodes.audited("master_key.switch")).hasSize(1);
        assertThat(nodes.audited("master_key.done"))
                .singleElement()
                .asString()
                .startsWith("storeward master-key:" + fresh)
                .contains("\"rewrapped\": 12");

        remove(file, old);
        One restarted = nodes.start("restarted", file);
        assertThat(nodes.closedTo(restarted)).isEmpty();
    }

    @Test
    void a_newer_key_of_the_operators_is_taken_and_none_is_made() throws IOException {
        One node = nodes.start("one", file);
        append(file, OPERATORS_LINE);
        String before = Files.readString(file);

        assertThat(nodes.rotate(node).target()).isEqualTo("mk_operators");
        node.rotation().work();

        assertThat(nodes.status(node).current()).isEqualTo("mk_operators");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void a_rotation_waits_for_every_live_node_to_have_the_key_and_names_those_that_do_not()
            throws IOException {
        One first = nodes.start("first", file);
        copyFile();
        One second = nodes.start("second", otherFile);
        String old = first.installation().sealer().currentKeyId();

        String fresh = String.valueOf(nodes.rotate(first).target());
        first.rotation().work();
        second.rotation().work();

        assertThat(nodes.status(first).state()).isEqualTo(State.DISTRIBUTE);
        assertThat(nodes.status(first).current()).isEqualTo(old);
        assertThat(nodes.status(second).waitingFor())
                .extracting(WaitingNode::name)
                .containsExactly("second");
        assertThat(Problems.of(() -> nodes.rotate(second)))
                .isEqualTo(
                        new Problem.InUse(
                                "The rotation to "
                                        + fresh
                                        + " waits until the key is in the key file of: second. Copy"
                                        + " the key's line into it, or stop the node."));

        append(otherFile, lineOf(file, fresh));
        second.beat();
        second.rotation().work();

        assertThat(nodes.status(first).current()).isEqualTo(fresh);
        // The first did not follow yet: what it seals is still under the old key.
        assertThat(nodes.status(first).state()).isEqualTo(State.REWRAP);
        assertThat(nodes.status(first).waitingFor())
                .extracting(WaitingNode::name)
                .containsExactly("first");
        assertThat(Problems.of(() -> nodes.rotate(first)))
                .isEqualTo(
                        new Problem.InUse(
                                "The rotation to "
                                        + fresh
                                        + " still seals values anew. Rotate again when it is"
                                        + " done."));
    }

    @Test
    void what_a_node_seals_before_it_follows_is_sealed_anew_too() {
        One first = nodes.start("first", file);
        One second = nodes.start("second", file);
        fill(first);
        nodes.rotate(first);
        second.beat();
        first.rotation().work();
        first.beat();

        // The switch is made; the second node has not heard of it.
        nodes.tenant(second, "late");
        first.rotation().work();
        assertThat(nodes.status(first).state()).isEqualTo(State.REWRAP);
        nodes.tenant(second, "later");
        second.beat();
        first.rotation().work();

        MasterKeyStatus done = nodes.status(first);
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.progress()).isEqualTo(new Progress(14, 0, 0));
        assertThat(nodes.closedTo(second)).isEmpty();
    }

    @Test
    void a_value_sealed_under_the_old_key_after_the_end_is_sealed_anew_by_the_recurring_work() {
        One first = nodes.start("first", file);
        One paused = nodes.start("paused", file);
        nodes.rotate(first);
        nodes.core.sql(
                "UPDATE node SET heartbeat_at = now() - interval '31 s' WHERE name = 'paused'");
        first.rotation().work();
        first.beat();
        first.rotation().work();
        assertThat(nodes.status(first).state()).isEqualTo(State.DONE);

        nodes.tenant(paused, "late");
        assertThat(nodes.status(first).progress().remaining()).isEqualTo(1);
        first.rotation().work();

        assertThat(nodes.status(first).progress().remaining()).isZero();
    }

    @Test
    void a_node_reads_what_is_sealed_under_a_key_it_has_not_read_yet() {
        One first = nodes.start("first", file);
        One second = nodes.start("second", file);
        String fresh = String.valueOf(nodes.rotate(first).target());
        nodes.core.sql("UPDATE node SET master_keys = '{" + fresh + "}' WHERE name = 'second'");
        first.rotation().work();
        nodes.tenant(first, "acme");

        assertThat(second.installation().sealer().keys().find(fresh)).isEmpty();
        assertThat(nodes.closedTo(second)).isEmpty();
        assertThat(second.installation().sealer().keys().find(fresh)).isPresent();
    }

    @Test
    void a_node_of_an_earlier_version_holds_a_rotation_up() {
        One node = nodes.start("one", file);
        nodes.core.sql(
                "INSERT INTO node (id, name, started_at, heartbeat_at)"
                        + " VALUES (gen_random_uuid(), 'earlier', now(), now())");
        nodes.rotate(node);
        node.rotation().work();

        assertThat(nodes.status(node).waitingFor())
                .extracting(WaitingNode::name)
                .containsExactly("earlier");

        nodes.core.sql(
                "UPDATE node SET heartbeat_at = now() - interval '31 s' WHERE name = 'earlier'");
        node.rotation().work();
        assertThat(nodes.status(node).state()).isEqualTo(State.DONE);
    }

    @Test
    void a_node_whose_file_cannot_be_read_any_more_holds_a_rotation_up_and_works_on()
            throws IOException {
        One first = nodes.start("first", file);
        copyFile();
        One second = nodes.start("second", otherFile);
        fill(second);
        Files.writeString(otherFile, "nothing\n");
        String fresh = String.valueOf(nodes.rotate(first).target());
        second.beat();
        first.rotation().work();

        assertThat(nodes.status(first).state()).isEqualTo(State.DISTRIBUTE);
        assertThat(nodes.closedTo(second)).isEmpty();
        assertThat(Problems.of(() -> nodes.rotate(second)))
                .isInstanceOf(Problem.InUse.class)
                .extracting(Problem::message)
                .asString()
                .contains(fresh, "second");
    }

    @Test
    void rotates_twice_in_a_row() throws IOException {
        One node = nodes.start("one", file);
        fill(node);
        String first = String.valueOf(nodes.rotate(node).target());
        node.rotation().work();
        String second = String.valueOf(nodes.rotate(node).target());
        node.rotation().work();

        MasterKeyStatus done = nodes.status(node);
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.current()).isEqualTo(second).isNotEqualTo(first);
        assertThat(done.keys())
                .extracting(KnownKey::state)
                .containsExactly(KeyState.RETIRABLE, KeyState.RETIRABLE, KeyState.CURRENT);
        remove(file, first);
        assertThat(nodes.closedTo(nodes.start("restarted", file))).isEmpty();
    }

    @Test
    void a_rotation_to_a_key_nobody_has_any_more_makes_way() throws IOException {
        One node = nodes.start("one", file);
        String lost = String.valueOf(nodes.rotate(node).target());
        remove(file, lost);
        node.beat();
        node.rotation().work();
        assertThat(nodes.status(node).state()).isEqualTo(State.DISTRIBUTE);

        String next = String.valueOf(nodes.rotate(node).target());
        node.rotation().work();

        assertThat(nodes.status(node).current()).isEqualTo(next).isNotEqualTo(lost);
    }

    @Test
    void only_a_super_admin_rotates_and_looks() throws IOException {
        One node = nodes.start("one", file);
        var supervisor = nodes.supervisor();

        assertThat(Problems.of(() -> node.rotation().status(supervisor)))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(
                        Problems.of(() ->
                                node.rotation().rotate(supervisor, InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(MasterKeys.load(file).all()).hasSize(1);
    }

    @Test
    void a_change_that_is_undone_with_its_transaction_begins_no_rotation() {
        One node = nodes.start("one", file);

        assertThatThrownBy(() ->
                        node.rotation()
                                .rotate(
                                        nodes.core.admin,
                                        (sql, status) -> {
                                            throw new IllegalStateException("undone");
                                        }))
                .hasMessage("undone");

        assertThat(nodes.status(node).state()).isEqualTo(State.NEVER);
        assertThat(nodes.rotate(node).target()).isEqualTo(lastId());
    }

    private String lastId() {
        return MasterKeys.load(file).newest().id();
    }

    @Test
    void every_state_outlives_a_restart() {
        One node = nodes.start("one", file);
        fill(node);
        nodes.rotate(node);
        node.node().close();

        One again = nodes.start("again", file);
        assertThat(nodes.status(again).state()).isEqualTo(State.DISTRIBUTE);
        again.rotation().work();
        again.node().close();

        One third = nodes.start("third", file);
        third.rotation().work();
        assertThat(nodes.status(third).state()).isEqualTo(State.DONE);
        assertThat(nodes.closedTo(third)).isEmpty();
    }

    @Test
    void a_start_with_a_file_that_a_rotation_went_past_ends_with_a_sentence() throws IOException {
        One node = nodes.start("one", file);
        copyFile();
        String fresh = String.valueOf(nodes.rotate(node).target());
        node.rotation().work();

        assertThatThrownBy(() -> nodes.start("two", otherFile))
                .isInstanceOf(MasterKeyException.class)
                .hasMessage(
                        "The master key file %s does not hold the key %s: restore the file from"
                                + " its backup, or add that key to it.",
                        otherFile, fresh);
    }

    @Test
    void work_cut_off_after_a_batch_goes_on_where_it_was() {
        One node = nodes.start("one", file);
        for (int i = 0; i < 25; i++) {
            nodes.tenant(node, "t" + i);
        }
        fill(node);
        String fresh = String.valueOf(nodes.rotate(node).target());
        nodes.core
                .tx
                .forSystem()
                .run(sql -> {
                    var open = RotationTable.newest(sql).orElseThrow();
                    RotationTable.begin(sql, open.id());
                    node.installation().switchKey(sql, open.from(), open.to());
                });
        node.beat();
        Rewrapping cut =
                new Rewrapping(nodes.core.tx, node.installation().sealer(), Nodes.TABLES, 10);
        int[] batches = {0};

        assertThatThrownBy(() ->
                        cut.all((sql, n) -> {
                            RotationTable.count(
                                    sql, RotationTable.newest(sql).orElseThrow().id(), n);
                            if (++batches[0] == 2) {
                                throw new IllegalStateException("the process dies");
                            }
                        }))
                .hasMessage("the process dies");
        assertThat(nodes.status(node).progress()).isEqualTo(new Progress(10, 27, 0));
        assertThat(nodes.closedTo(node)).isEmpty();

        One other = nodes.start("other", file);
        other.rotation().work();

        assertThat(nodes.status(other).progress()).isEqualTo(new Progress(37, 0, 0));
        assertThat(nodes.status(other).state()).isEqualTo(State.DONE);
        assertThat(nodes.status(other).current()).isEqualTo(fresh);
        assertThat(nodes.closedTo(other)).isEmpty();
    }

    @Test
    void a_value_changed_meanwhile_is_not_overwritten() {
        One node = nodes.start("one", file);
        fill(node);
        for (SealedRows rows : Nodes.TABLES) {
            List<SealedRows.Value> read = nodes.all(rows);
            SealedRows.Value value = read.getFirst();
            byte[] changed =
                    node.installation().sealer().seal(new byte[32], value.associatedData());
            assertThat(replace(rows, value, changed)).isTrue();

            assertThat(replace(rows, value, new byte[] {1})).as(rows.table()).isFalse();
            assertThat(nodes.all(rows).getFirst().sealed()).isEqualTo(changed);
        }
    }

    private boolean replace(SealedRows rows, SealedRows.Value read, byte[] anew) {
        return nodes.core.tx.forSystem().statement(sql -> rows.replace(sql, read, anew));
    }

    private void copyFile() throws IOException {
        Files.createDirectories(otherFile.getParent());
        Files.copy(file, otherFile, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }
}
