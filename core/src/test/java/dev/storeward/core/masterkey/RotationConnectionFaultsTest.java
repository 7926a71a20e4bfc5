package dev.storeward.core.masterkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.EachStatement;
import dev.storeward.core.masterkey.MasterKeyStatus.KeyState;
import dev.storeward.core.masterkey.MasterKeyStatus.KnownKey;
import dev.storeward.core.masterkey.MasterKeyStatus.Progress;
import dev.storeward.core.masterkey.MasterKeyStatus.State;
import dev.storeward.core.masterkey.Nodes.One;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The connection to the database is lost at each statement of a rotation of the master key. It ends
 * all the same, every value opens, and what was answered holds.
 */
class RotationConnectionFaultsTest {
    private final EachStatement each = new EachStatement();
    private final Nodes nodes = new Nodes(CoreFixture.startThrough(each));
    private final Path file;
    private int rotations;
    private int values;

    RotationConnectionFaultsTest(@TempDir Path folder) {
        this.file = folder.resolve("master.key");
    }

    @AfterEach
    void close() {
        nodes.close();
        each.close();
    }

    @Test
    void aRotation() {
        One first = nodes.start("first", file);
        nodes.backend(first, nodes.tenant(first, "acme"), "theirs");
        nodes.backend(first, RotationFixture.NO_TENANT, "shared");
        nodes.linkKey(first);
        nodes.manifestKey(first);
        values = Nodes.TABLES.stream().mapToInt(rows -> nodes.all(rows).size()).sum();
        nodes.stop(first);

        assertThat(each.of("rotation", EachStatement.STRIDE, Rotated::new))
                .isGreaterThanOrEqualTo(20);
    }

    /** A node that was just started, whose heartbeat is too slow to matter. */
    private final class Rotated implements EachStatement.Scene {
        private final One node = nodes.start("node", file);
        private final String before = node.installation().sealer().currentKeyId();
        private @Nullable String answered;

        @Override
        public void act() {
            answered = nodes.rotate(node).target();
            node.rotation().work();
        }

        @Override
        public void settle(String told) {
            goOn();
            MasterKeyStatus status = nodes.status(node);
            if (answered == null && status.current().equals(before)) {
                nodes.rotate(node);
                goOn();
                status = nodes.status(node);
            }
            rotations++;
            assertThat(status.state()).as(told).isEqualTo(State.DONE);
            assertThat(status.current()).as(told).isNotEqualTo(before);
            if (answered != null) {
                assertThat(status.current()).as(told).isEqualTo(answered);
            }
            assertThat(status.progress()).as(told).isEqualTo(new Progress(values, 0, 0));
            assertThat(status.keys().stream().filter(key -> key.references() > 0))
                    .as(told)
                    .extracting(KnownKey::id, KnownKey::state)
                    .containsExactly(tuple(status.current(), KeyState.CURRENT));
            for (String step : List.of("rotate", "switch", "done")) {
                assertThat(nodes.audited("master_key." + step)).as(told).hasSize(rotations);
            }
            everythingOpens(node, told);
            One restarted = nodes.start("restarted", file);
            everythingOpens(restarted, told);
            assertThat(restarted.installation().sealer().currentKeyId())
                    .as(told)
                    .isEqualTo(status.current());
            nodes.stop(restarted);
        }

        /** As the heartbeat and the recurring work do. */
        private void goOn() {
            for (int round = 0; round < 3; round++) {
                node.beat();
                node.rotation().work();
            }
        }

        private void everythingOpens(One by, String told) {
            assertThat(nodes.closedTo(by)).as(told).isEmpty();
        }

        @Override
        public void close() {
            nodes.stop(node);
        }
    }
}
