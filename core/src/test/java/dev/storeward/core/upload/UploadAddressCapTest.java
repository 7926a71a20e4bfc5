package dev.storeward.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caps;
import dev.storeward.core.backend.SilentStore;
import dev.storeward.core.db.Ids;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.ticket.UploadTickets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Upload addresses that a member asks for without end and never uses. */
class UploadAddressCapTest {
    private final FloodedNode node = new FloodedNode(new SilentStore(), 1);
    private final UploadTickets tickets =
            new UploadTickets(
                    node.core.tx,
                    new Placements(node.core.tx, node.core.audit),
                    node.uploads,
                    node.core.random,
                    new UploadTickets.Holder(
                            Ids.next(), new RetryLater(), new Caps(9, 9, 9, 9, 3)));

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aTenantHasSoManyThatWaitForTheirFile() {
        for (int i = 0; i < 3; i++) {
            tickets.issue(node.member, "own", "f" + i);
        }

        assertThat(Problems.of(() -> tickets.issue(node.member, "own", "more")))
                .isEqualTo(
                        new Problem.InUse(
                                "There are 3 upload addresses of this tenant that wait for their file already,"
                                        + " which is the most. Remove some, or ask the operator of the platform."));
        assertThat(tickets.issue(node.stranger, "shared", "of another").fileId()).isNotNull();

        node.core.sql("UPDATE upload_ticket SET used_at = now() WHERE file_name = 'f0'");
        assertThat(tickets.issue(node.member, "own", "again").fileId()).isNotNull();
        node.core.sql("UPDATE upload_ticket SET expires_at = now() WHERE file_name = 'f1'");
        assertThat(tickets.issue(node.member, "own", "once more").fileId()).isNotNull();
    }
}
