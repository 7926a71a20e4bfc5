package dev.storeward.server.api.platform;

import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditEvent;
import dev.storeward.core.backend.registry.Removal;
import dev.storeward.core.tenant.NewTenant;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.TenantChange;
import dev.storeward.core.user.ApiKey;
import dev.storeward.core.user.FileDisposition;
import dev.storeward.core.user.IssuedKeys;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.NewKey;
import dev.storeward.core.user.NewUser;
import dev.storeward.core.user.User;
import dev.storeward.core.user.UserChange;
import dev.storeward.server.http.request.Queries;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import tools.jackson.databind.JsonNode;

/** Between the core's words and the platform door's. */
final class PlatformMapper {
    private static final int DEFAULT_LIMIT = 100;

    private PlatformMapper() {}

    /** The id in the path; one that is none names nothing. */
    static UUID id(ServerRequest request) {
        String text = request.pathVariable("id");
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new Problem.NotFound("There is nothing with the id " + text + ".").asException();
        }
    }

    static PageRequest page(ServerRequest request) {
        Queries query = new Queries(request.servletRequest());
        return new PageRequest(
                query.text("cursor", ""),
                (int) query.number("limit", DEFAULT_LIMIT, 1, PageRequest.MAX_LIMIT));
    }

    static <T> PlatformJson.Listing listing(Page<T> page, Function<T, ?> item) {
        return new PlatformJson.Listing(
                page.items().stream().map(item).toList(), page.nextCursor());
    }

    static NewTenant newTenant(PlatformJson.NewTenant json) {
        return new NewTenant(
                orEmpty(json.slug()), orEmpty(json.name()), json.plan(), json.quotaBytes());
    }

    static TenantChange tenantChange(PlatformJson.TenantPatch json) {
        return new TenantChange(json.plan(), json.name(), quota(json.quotaBytes()));
    }

    private static TenantChange.Quota quota(@Nullable JsonNode node) {
        if (node == null) {
            return new TenantChange.Keep();
        }
        if (node.isNull()) {
            return new TenantChange.OfPlan();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return new TenantChange.Bytes(node.longValue());
        }
        throw Problem.invalid("quota_bytes", "Must be a whole number of bytes, or null.")
                .asException();
    }

    static PlatformJson.TenantItem tenant(Tenant tenant) {
        return new PlatformJson.TenantItem(
                tenant.id(),
                tenant.number(),
                tenant.slug(),
                tenant.name(),
                tenant.plan().wireName(),
                tenant.quotaBytes(),
                tenant.externalId(),
                time(tenant.createdAt()));
    }

    static NewUser newUser(PlatformJson.NewUser json) {
        return new NewUser(orEmpty(json.email()), orEmpty(json.role()));
    }

    static UserChange userChange(PlatformJson.UserPatch json) {
        return new UserChange(json.email(), json.role());
    }

    static FileDisposition disposition(ServerRequest request) {
        Queries query = new Queries(request.servletRequest());
        String files = query.text("files", "");
        String newOwner = query.text("files_to", "");
        if (!files.isEmpty() && !files.equals("delete")) {
            throw Problem.invalid("files", "Can only be 'delete'. Left out, the files stay.")
                    .asException();
        }
        if (!files.isEmpty() && !newOwner.isEmpty()) {
            throw Problem.invalid(
                            "files_to",
                            "Cannot come with files=delete: files are deleted or given away.")
                    .asException();
        }
        if (newOwner.isEmpty()) {
            return files.isEmpty()
                    ? new FileDisposition.KeepFiles()
                    : new FileDisposition.DeleteFiles();
        }
        try {
            return new FileDisposition.TransferFiles(UUID.fromString(newOwner));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("files_to", "Must be the id of a user.").asException();
        }
    }

    static IssuedKeys issued(ServerRequest request) {
        return switch (new Queries(request.servletRequest()).text("issued", "end")) {
            case "end" -> IssuedKeys.END;
            case "keep" -> IssuedKeys.KEEP;
            default ->
                    throw Problem.invalid(
                                    "issued",
                                    "Must be 'keep' when the keys that were made with it are to stay,"
                                            + " or 'end'.")
                            .asException();
        };
    }

    static PlatformJson.UserItem user(User user) {
        return new PlatformJson.UserItem(
                user.id(), user.number(), user.email(), user.role().wireName());
    }

    static PlatformJson.UserItem user(Caller caller) {
        return new PlatformJson.UserItem(
                caller.userId(), caller.userNumber(), caller.email(), caller.role().wireName());
    }

    static PlatformJson.ListedUser listedUser(User user) {
        return new PlatformJson.ListedUser(
                user.id(),
                user.number(),
                user.email(),
                user.role().wireName(),
                time(user.createdAt()),
                timeOrNull(user.disabledAt()));
    }

    static NewKey newKey(PlatformJson.NewKey json) {
        String expiresAt = json.expiresAt();
        try {
            return new NewKey(
                    orEmpty(json.name()),
                    expiresAt == null ? null : OffsetDateTime.parse(expiresAt).toInstant());
        } catch (DateTimeException e) {
            throw Problem.invalid(
                            "expires_at", "Must be an ISO 8601 time such as 2030-01-31T00:00:00Z.")
                    .asException();
        }
    }

    static PlatformJson.KeyItem key(ApiKey key) {
        return key(key, null);
    }

    static PlatformJson.KeyItem issuedKey(Keys.Issued issued) {
        return key(issued.key(), issued.secret().reveal());
    }

    private static PlatformJson.KeyItem key(ApiKey key, @Nullable String secret) {
        return new PlatformJson.KeyItem(
                key.id(),
                key.name(),
                key.prefix(),
                time(key.createdAt()),
                timeOrNull(key.expiresAt()),
                key.issuedBy(),
                secret);
    }

    static PlatformJson.S3KeyItem s3Key(ApiKey key) {
        return s3Key(key, null);
    }

    static PlatformJson.S3KeyItem issuedS3Key(Keys.Issued issued) {
        return s3Key(issued.key(), issued.secret().reveal());
    }

    private static PlatformJson.S3KeyItem s3Key(ApiKey key, @Nullable String secret) {
        return new PlatformJson.S3KeyItem(
                key.id(),
                key.name(),
                key.prefix(),
                secret,
                time(key.createdAt()),
                timeOrNull(key.expiresAt()),
                key.issuedBy());
    }

    static PlatformJson.WhoAmI whoAmI(Caller caller, List<Tenant> tenants) {
        return new PlatformJson.WhoAmI(
                user(caller),
                tenants.stream()
                        .map(tenant ->
                                new PlatformJson.OwnTenant(
                                        tenant.id(),
                                        tenant.number(),
                                        tenant.slug(),
                                        tenant.name(),
                                        tenant.plan().wireName()))
                        .toList(),
                caller.role().wireName(),
                tenants.isEmpty() ? null : tenants.getFirst().plan().wireName());
    }

    static Removal removal(ServerRequest request) {
        Queries query = new Queries(request.servletRequest());
        boolean retire = query.flag("retire", false);
        boolean forget = query.flag("forget", false);
        if (retire && forget) {
            throw Problem.invalid("forget", "Cannot come with retire=true: choose one.")
                    .asException();
        }
        return retire ? Removal.RETIRE : forget ? Removal.FORGET : Removal.IF_UNUSED;
    }

    static PlatformJson.AuditItem audit(AuditEvent event) {
        return new PlatformJson.AuditItem(
                event.id(),
                time(event.at()),
                event.tenantId(),
                event.actorId(),
                event.actorEmail(),
                event.action(),
                event.target(),
                event.details(),
                event.requestId());
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static String time(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.MILLIS));
    }

    static @Nullable String timeOrNull(@Nullable Instant time) {
        return time == null ? null : time(time);
    }
}
