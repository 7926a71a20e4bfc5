package dev.storeward.server;

import dev.storeward.store.connector.Outbound;

/** What connections pass: a tenant's endpoints are distrusted, the operator's are not. */
record Gates(Outbound tenants, Outbound operators) {}
