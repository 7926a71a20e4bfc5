package dev.storeward.server.console.home;

import dev.storeward.core.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;

/** What there is already as the steps of the guide. */
final class HomeMapper {
    private HomeMapper() {}

    /**
     * How far a new installation is.
     *
     * @param first the first tenant; empty when there is none
     * @param user whether it has a user
     * @param files whether it has a file
     */
    static List<HomeView.Step> steps(List<Tenant> first, boolean user, boolean files) {
        List<HomeView.Step> steps = new ArrayList<>();
        boolean tenant = !first.isEmpty();
        String home = tenant ? "/console/tenants/" + first.getFirst().id() : "";
        String inTenant = tenant ? "?tenant=" + first.getFirst().slug() : "";
        steps.add(
                new HomeView.Step(
                        "Make a tenant",
                        "A customer or a team: files, users and buckets belong to one.",
                        "/console/tenants/new",
                        "New tenant",
                        tenant));
        steps.add(
                new HomeView.Step(
                        "Make its first user",
                        "A supervisor makes users and buckets of the tenant, a member has files.",
                        tenant ? home + "/users/new" : "",
                        "New user",
                        user));
        steps.add(
                new HomeView.Step(
                        "Give the user a key",
                        "It is shown once. Programs send it, and people sign in here with it.",
                        user ? home + "/users" : "",
                        "Users",
                        false));
        steps.add(
                new HomeView.Step(
                        "Upload a first file",
                        "It is stored encrypted; a link shares it.",
                        tenant ? "/console/files" + inTenant : "",
                        "Files",
                        files));
        return steps;
    }
}
