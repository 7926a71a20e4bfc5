package dev.storeward.server.console.page;

import dev.storeward.core.access.Caller;
import dev.storeward.core.access.TenantScope;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The frame around a screen, with the ways that are open to who sees it. */
public final class Frames {
    private Frames() {}

    /** The screens, each with its place in the navigation. */
    public enum Screen {
        HOME,
        TENANTS,
        FILES,
        BUCKETS,
        MIGRATIONS,
        USERS,
        AUDIT,
        ACCOUNT
    }

    /**
     * The frame of a visit.
     *
     * @param here the screen that is shown
     */
    public static FrameView of(Visit visit, Screen here, String title) {
        Caller caller = visit.caller();
        TenantScope tenant = caller.tenant();
        return new FrameView(
                title,
                navigation(caller, here),
                caller.email(),
                caller.role().wireName().replace('_', ' '),
                tenant == null ? "" : tenant.slug(),
                visit.session().formToken(),
                visit.session().endsAt());
    }

    /** The query that keeps a super admin in the tenant that was chosen; empty for all others. */
    public static String inTenant(Caller caller) {
        TenantScope tenant = caller.tenant();
        return tenant == null || !caller.namesItsTenant()
                ? ""
                : "?tenant=" + URLEncoder.encode(tenant.slug(), StandardCharsets.UTF_8);
    }

    private static List<FrameView.Entry> navigation(Caller caller, Screen here) {
        List<FrameView.Entry> entries = new ArrayList<>();
        entries.add(entry("Home", "/console", "home", here == Screen.HOME));
        TenantScope tenant = caller.tenant();
        if (caller.namesItsTenant()) {
            entries.add(entry("Tenants", "/console/tenants", "tenants", here == Screen.TENANTS));
        }
        if (tenant != null) {
            String files = "/console/files" + inTenant(caller);
            entries.add(entry("Files", files, "files", here == Screen.FILES));
        }
        if (caller.namesItsTenant()) {
            entries.add(migrations("/console/migrations", here));
        } else if (tenant != null && caller.isSupervising()) {
            entries.add(migrations("/console/tenants/" + tenant.id() + "/migrations", here));
        }
        if (tenant != null && caller.isSupervising()) {
            String users = "/console/tenants/" + tenant.id() + "/users";
            entries.add(entry("Users", users, "users", here == Screen.USERS));
        }
        if (caller.namesItsTenant()) {
            entries.add(entry("Audit", "/console/audit", "audit", here == Screen.AUDIT));
        } else if (tenant != null && caller.isSupervising()) {
            String audit = "/console/tenants/" + tenant.id() + "/audit";
            entries.add(entry("Audit", audit, "audit", here == Screen.AUDIT));
        }
        entries.add(entry("My keys", "/console/account", "keys", here == Screen.ACCOUNT));
        return entries;
    }

    private static FrameView.Entry migrations(String url, Screen here) {
        return entry("Migrations", url, "migrations", here == Screen.MIGRATIONS);
    }

    private static FrameView.Entry entry(String label, String url, String icon, boolean here) {
        return new FrameView.Entry(label, url, icon, here);
    }
}
