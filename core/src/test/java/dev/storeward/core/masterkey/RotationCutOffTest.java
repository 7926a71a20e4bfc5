package dev.storeward.core.masterkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.crypto.MasterKeyException;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.masterkey.MasterKeyStatus.Progress;
import dev.storeward.core.masterkey.MasterKeyStatus.State;
import dev.storeward.core.masterkey.Nodes.One;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rotation that is interrupted goes on where it was. */
class RotationCutOffTest extends RotationFixture {
    RotationCutOffTest(@TempDir Path folder) {
        super(folder);
    }

    @Test
    void everyStateOutlivesARestart() {
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
    void aStartWithAFileThatARotationWentPastEndsWithASentence() throws IOException {
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
    void workCutOffAfterABatchGoesOnWhereItWas() {
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
        assertThat(nodes.status(node).progress()).isEqualTo(new Progress(10, 28, 0));
        assertThat(nodes.closedTo(node)).isEmpty();

        One other = nodes.start("other", file);
        other.rotation().work();

        assertThat(nodes.status(other).progress()).isEqualTo(new Progress(38, 0, 0));
        assertThat(nodes.status(other).state()).isEqualTo(State.DONE);
        assertThat(nodes.status(other).current()).isEqualTo(fresh);
        assertThat(nodes.closedTo(other)).isEmpty();
    }

    @Test
    void aValueChangedMeanwhileIsNotOverwritten() {
        One node = nodes.start("one", file);
        fill(node);
        nodes.keepChosenKey(node);
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
}
