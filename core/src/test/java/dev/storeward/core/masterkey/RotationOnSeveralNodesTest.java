package dev.storeward.core.masterkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.masterkey.MasterKeyStatus.Progress;
import dev.storeward.core.masterkey.MasterKeyStatus.State;
import dev.storeward.core.masterkey.MasterKeyStatus.WaitingNode;
import dev.storeward.core.masterkey.Nodes.One;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rotation waits for every node, and loses nothing that one of them seals meanwhile. */
class RotationOnSeveralNodesTest extends RotationFixture {
    RotationOnSeveralNodesTest(@TempDir Path folder) {
        super(folder);
    }

    @Test
    void aRotationWaitsForEveryLiveNodeToHaveTheKeyAndNamesThoseThatDoNot() throws IOException {
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
    void whatANodeSealsBeforeItFollowsIsSealedAnewToo() {
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
        assertThat(done.progress()).isEqualTo(new Progress(15, 0, 0));
        assertThat(nodes.closedTo(second)).isEmpty();
    }

    @Test
    void aValueSealedUnderTheOldKeyAfterTheEndIsSealedAnewByTheRecurringWork() {
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
    void aNodeReadsWhatIsSealedUnderAKeyItHasNotReadYet() {
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
    void aNodeOfAnEarlierVersionHoldsARotationUp() {
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
    void aNodeWhoseFileCannotBeReadAnyMoreHoldsARotationUpAndWorksOn() throws IOException {
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
}
