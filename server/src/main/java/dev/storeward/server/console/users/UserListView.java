package dev.storeward.server.console.users;

import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.user.User;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.PagerView;
import java.util.List;

/** A page of a tenant's users. */
public record UserListView(FrameView frame, Tenant tenant, List<User> users, PagerView pager) {
    public UserListView {
        users = List.copyOf(users);
    }
}
