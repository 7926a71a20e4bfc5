package dev.storeward.core.audit;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what, when.
 *
 * @param tenantId null for what concerns the platform
 * @param actorId null for the service itself
 * @param action what was done, such as {@code tenant.create}
 * @param target what it was done to, such as {@code tenant:0198…}
 * @param details what is worth knowing, never a secret
 * @param requestId joins the event with log lines and the answer
 */
public record AuditEvent(
        UUID id,
        Instant at,
        @Nullable UUID tenantId,
        @Nullable UUID actorId,
        String actorEmail,
        String action,
        String target,
        Map<String, Object> details,
        String requestId) {}
