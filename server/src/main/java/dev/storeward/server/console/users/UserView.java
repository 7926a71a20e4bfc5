package dev.storeward.server.console.users;

import dev.storeward.core.user.ApiKey;
import dev.storeward.core.user.User;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.PagerView;
import dev.storeward.server.console.page.ProblemView;
import dev.storeward.store.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One user with its keys.
 *
 * @param self whether it is who looks
 * @param issued a key that was just made, shown this once; null where none was
 * @param sessions how many browsers the user is signed in with; told to itself only
 * @param notice what was just done; empty when nothing was
 */
public record UserView(
        FrameView frame,
        User user,
        boolean self,
        List<ApiKey> keys,
        PagerView pager,
        @Nullable Issued issued,
        int sessions,
        String notice,
        ProblemView problem) {
    public UserView {
        keys = List.copyOf(keys);
    }

    /** A new key with what proves it. */
    public record Issued(String name, Secret secret) {}

    /** The new key as it is shown; empty where none was made. */
    public String shownKey() {
        return Optional.ofNullable(issued).map(made -> made.secret().reveal()).orElse("");
    }
}
