package dev.storeward.server.console.tenants;

import dev.storeward.core.quota.Usage;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.ProblemView;

/** What goes with a tenant, before it goes. */
public record RemovalView(FrameView frame, Tenant tenant, Usage usage, ProblemView problem) {}
