package dev.storeward.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.Ids;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeTest {
    private final CoreFixture core = CoreFixture.start();

    @AfterEach
    void close() {
        core.close();
    }

    private static Node.MasterKeysAtHand keys() {
        return new Node.MasterKeysAtHand(List.of("mk_1", "mk_2"), "mk_1");
    }

    private long rows() {
        return core.tx
                .forSystem()
                .statement(
                        sql -> sql.one("SELECT count(*) AS n FROM node", row -> row.number("n")));
    }

    @Test
    void aNodeWhoseRowWasRemovedAppearsAgainWithItsNextBeat() {
        try (Node node = Node.start(core.tx, Ids.next(), "one", NodeTest::keys, () -> {})) {
            core.sql("DELETE FROM node");

            node.beat();
            node.beat();

            assertThat(rows()).isEqualTo(1);
            assertThat(
                            core.tx
                                    .forSystem()
                                    .<String>statement(sql ->
                                            sql.one(
                                                    "SELECT master_keys || seals_under AS keys FROM node",
                                                    row -> row.text("keys"))))
                    .isEqualTo("{mk_1,mk_2,mk_1}");
        }
        assertThat(rows()).isZero();
    }
}
