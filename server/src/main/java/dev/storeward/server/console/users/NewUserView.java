package dev.storeward.server.console.users;

import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.ProblemView;

/** The form of a new user, with what was typed into it before. */
public record NewUserView(
        FrameView frame, Tenant tenant, String email, String role, ProblemView problem) {}
