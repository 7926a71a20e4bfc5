package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.file.name.Address;
import dev.storeward.core.root.Root;
import dev.storeward.core.upload.session.SessionListing.After;
import dev.storeward.core.upload.session.UploadSession.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which sessions a user has open, page by page. */
class SessionListingTest extends SessionFixture {
    @Test
    void sessionsStandInTheOrderOfTheirKeys() {
        SessionNode node = node(false);
        UploadSession b = node.begin(Kind.PARTED, "dir/b");
        UploadSession a = node.begin(Kind.PARTED, "dir/a");
        UploadSession again = node.begin(Kind.PARTED, "dir/a");
        UploadSession other = node.begin(Kind.PARTED, "else");
        node.sessions.abort(member, other.id());
        UploadSession resumable = node.begin(Kind.RESUMABLE, "dir/c");

        assertThat(listed(node, "dir/", "", After.NOTHING, 10))
                .isEqualTo("dir/a %s, dir/a %s, dir/b %s", a.id(), again.id(), b.id());
        assertThat(listed(node, "dir/", "", new After("dir/a", a.id()), 1))
                .isEqualTo("dir/a %s, …", again.id());
        assertThat(listed(node, "dir/", "", new After("dir/a", After.WHOLE_KEY), 1))
                .isEqualTo("dir/b %s", b.id());
        assertThat(resumable.kind())
                .as("is on no list of the other kind")
                .isEqualTo(Kind.RESUMABLE);
    }

    @Test
    void sessionsThatShareAPrefixAreOneEntry() {
        SessionNode node = node(false);
        UploadSession top = node.begin(Kind.PARTED, "m");
        for (int i = 0; i < 130; i++) {
            node.begin(Kind.PARTED, "dir/" + i);
        }
        UploadSession last = node.begin(Kind.PARTED, "zoo");

        assertThat(listed(node, "", "/", After.NOTHING, 10))
                .isEqualTo("dir/, m %s, zoo %s", top.id(), last.id());
        assertThat(listed(node, "", "/", After.NOTHING, 1)).isEqualTo("dir/, …");
        assertThat(listed(node, "", "/", new After("dir/", After.WHOLE_KEY), 1))
                .isEqualTo("m %s, …", top.id());
        assertThat(listed(node, "", "/", new After("dir/7", After.WHOLE_KEY), 1))
                .as("a prefix does not come behind one of its keys")
                .isEqualTo("m %s, …", top.id());
    }

    private String listed(
            SessionNode node, String prefix, String delimiter, After after, int limit) {
        Root root = new Root("all", Address.folderOf(member), Instant.EPOCH);
        SessionListing.Page page =
                node.sessions.list(
                        member,
                        Kind.PARTED,
                        root,
                        new SessionListing.Query(prefix, delimiter, after, limit));
        List<String> shown = new ArrayList<>();
        for (SessionListing.Entry entry : page.entries()) {
            shown.add(
                    switch (entry) {
                        case SessionListing.SessionEntry(String key, UploadSession session) ->
                                key + " " + session.id();
                        case SessionListing.SharedPrefix(String key) -> key;
                    });
        }
        if (page.more()) {
            shown.add("…");
        }
        return String.join(", ", shown);
    }
}
