package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.upload.session.UploadSession.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an upload in several requests may become, and where it may go on. */
class SessionBoundsTest extends SessionFixture {
    @Test
    void aFileIsWhatItsFirstPieceIsWhateverItsNumber() {
        SessionNode node = node(false);
        UploadSession session =
                node.sessions.begin(
                        member,
                        new SessionRequest(
                                Kind.PARTED,
                                node.sessions.chosen(node.address("me.png"), "me.png"),
                                Category.PROFILE_IMAGE,
                                "image/png",
                                -1,
                                FileProperties.NONE));
        byte[] png = {
            (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
        };
        node.put(session, 2, "<script>".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        node.put(session, 3, png);

        assertThat(Problems.of(() -> node.complete(session, 2, 3)))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(node.complete(session, 3).contentType()).isEqualTo("image/png");
    }

    @Test
    void aCopyOfTheDatabaseWritesToNoUploadThatWasBegunBeforeIt() {
        SessionNode node = node(true);
        UploadSession session = node.begin(Kind.PARTED, "before.bin");
        node.put(session, 1, bytes(300));
        core.setTime(Duration.ofMinutes(1));
        node.beat();
        core.sql("UPDATE installation SET found_fingerprint = 'elsewhere', found_at = sw_now()");
        core.setTime(Duration.ofMinutes(2));
        node.beat();
        UploadSession own = node.begin(Kind.PARTED, "after.bin");

        assertThat(Problems.of(() -> node.put(session, 1, bytes(400))))
                .isInstanceOf(Problem.Unavailable.class);
        assertThat(Problems.of(() -> node.complete(session, 1)))
                .isInstanceOf(Problem.Unavailable.class);
        node.put(own, 1, bytes(500));
        assertThat(node.complete(own, 1).size()).isEqualTo(500);

        core.sql("UPDATE installation SET found_fingerprint = NULL, found_at = NULL");
        core.sql("UPDATE location SET left_to = gen_random_uuid() WHERE bucket = 'shared'");
        assertThat(Problems.of(() -> node.complete(session, 1)))
                .as("a copy that left its places to the original")
                .isInstanceOf(Problem.Unavailable.class);
        core.sql("UPDATE location SET left_to = NULL WHERE bucket = 'shared'");
        assertThat(node.complete(session, 1).size()).as("the original").isEqualTo(300);
    }
}
