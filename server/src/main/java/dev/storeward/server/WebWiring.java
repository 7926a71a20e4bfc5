package dev.storeward.server;

import dev.storeward.core.access.AccessRules;
import dev.storeward.core.access.Authenticator;
import dev.storeward.core.access.signing.SigningKeys;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.lookup.BackendDirectory;
import dev.storeward.core.backend.lookup.StorageKeys;
import dev.storeward.core.backend.registry.BackendChanges;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.db.Database;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.Files;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.installation.InstallationState;
import dev.storeward.core.link.Links;
import dev.storeward.core.masterkey.MasterKeyRotation;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.tenant.TenantOrigins;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.core.ticket.UploadTickets;
import dev.storeward.core.upload.Uploads;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.Revocations;
import dev.storeward.core.user.Users;
import dev.storeward.server.api.configs.ConfigsErrors;
import dev.storeward.server.api.configs.ConfigsRoutes;
import dev.storeward.server.api.files.FilesErrors;
import dev.storeward.server.api.files.FilesRoutes;
import dev.storeward.server.api.links.LinkRoutes;
import dev.storeward.server.api.platform.PlatformErrors;
import dev.storeward.server.api.platform.PlatformRoutes;
import dev.storeward.server.api.s3.S3Errors;
import dev.storeward.server.api.s3.S3Routes;
import dev.storeward.server.api.s3.upload.S3UploadRoutes;
import dev.storeward.server.api.workspace.UploadUrlRoutes;
import dev.storeward.server.api.workspace.WorkspaceErrors;
import dev.storeward.server.api.workspace.WorkspaceRoutes;
import dev.storeward.server.config.Settings;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.limit.RateLimits;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.response.FileResponses;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.s3.S3Authentication;
import dev.storeward.server.s3.signature.SignatureVerifier;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Puts the doors in front of the core. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = ErrorMvcAutoConfiguration.class)
class WebWiring {
    @Bean
    Metrics metrics(Database database) {
        Metrics metrics = new Metrics();
        metrics.databaseBusy(database);
        return metrics;
    }

    @Bean
    Json json() {
        return new Json();
    }

    @Bean
    AccessRules accessRules(Authenticator authenticator) {
        return new AccessRules(authenticator);
    }

    @Bean
    Authentication authentication(
            Authenticator authenticator, AccessRules access, RateLimits limits) {
        return new Authentication(authenticator, access, limits);
    }

    @Bean
    FileResponses fileResponses(Downloads downloads, Metrics metrics) {
        return new FileResponses(downloads, metrics::pausedDownload);
    }

    @Bean
    FilesErrors filesErrors(Json json) {
        return new FilesErrors(json);
    }

    @Bean
    FilesRoutes.Services filesServices(Files files, Uploads uploads, Links links, Quotas quotas) {
        return new FilesRoutes.Services(files, uploads, links, quotas);
    }

    @Bean
    RouterFunction<ServerResponse> filesRoutes(
            Authentication authentication,
            AccessRules access,
            FilesRoutes.Services services,
            FileResponses fileResponses,
            PublicUrl publicUrl,
            Json json,
            FilesErrors errors) {
        return new FilesRoutes(
                        authentication, access, services, fileResponses, publicUrl, json, errors)
                .routes();
    }

    @Bean
    RouterFunction<ServerResponse> linkRoutes(
            Links links, FileResponses fileResponses, FilesErrors errors) {
        return new LinkRoutes(links, fileResponses, errors).routes();
    }

    @Bean
    PlatformErrors platformErrors(Json json) {
        return new PlatformErrors(json);
    }

    @Bean
    PlatformRoutes.Services platformServices(
            Tenants tenants,
            TenantOrigins origins,
            Users users,
            Keys keys,
            Revocations revocations,
            PlatformRoutes.OfBackends backends,
            PlatformRoutes.OfMigrations migrations,
            PlatformRoutes.OfInstallation installation,
            AuditLog audit) {
        return new PlatformRoutes.Services(
                new PlatformRoutes.OfTenants(tenants, origins),
                users,
                keys,
                revocations,
                backends,
                migrations,
                installation,
                audit);
    }

    @Bean
    PlatformRoutes.OfInstallation platformInstallation(
            MasterKeyRotation masterKey, InstallationState state) {
        return new PlatformRoutes.OfInstallation(masterKey, state);
    }

    @Bean
    PlatformRoutes.OfBackends platformBackends(
            Backends backends, BackendChanges changes, Placements placements, Settings settings) {
        return new PlatformRoutes.OfBackends(
                backends, changes, placements, settings.clouds().awsAccountId());
    }

    @Bean
    RouterFunction<ServerResponse> platformRoutes(
            Authentication authentication,
            AccessRules access,
            PlatformRoutes.Services services,
            Idempotency idempotency,
            Json json,
            PlatformErrors errors) {
        return new PlatformRoutes(
                        authentication,
                        access,
                        services,
                        new Mutations(idempotency, "platform"),
                        json,
                        errors)
                .routes();
    }

    @Bean
    WorkspaceErrors workspaceErrors(Json json) {
        return new WorkspaceErrors(json);
    }

    @Bean
    WorkspaceRoutes.Services workspaceServices(
            Backends backends, StorageKeys keys, UploadTickets tickets, Files files, Links links) {
        return new WorkspaceRoutes.Services(backends, keys, tickets, files, links);
    }

    @Bean
    RouterFunction<ServerResponse> workspaceRoutes(
            Authentication authentication,
            AccessRules access,
            WorkspaceRoutes.Services services,
            Idempotency idempotency,
            PublicUrl publicUrl,
            Json json,
            WorkspaceErrors errors) {
        return new WorkspaceRoutes(
                        authentication,
                        access,
                        services,
                        new WorkspaceRoutes.Web(
                                json, publicUrl, new Mutations(idempotency, "workspace")),
                        errors)
                .routes();
    }

    @Bean
    RouterFunction<ServerResponse> uploadUrlRoutes(
            UploadTickets tickets, Json json, WorkspaceErrors errors) {
        return new UploadUrlRoutes(tickets, json, errors).routes();
    }

    @Bean
    ConfigsErrors configsErrors(Json json) {
        return new ConfigsErrors(json);
    }

    @Bean
    ConfigsRoutes.Services configsServices(
            Backends backends,
            BackendDirectory directory,
            Tenants tenants,
            Idempotency idempotency,
            Metrics metrics,
            Settings settings) {
        return new ConfigsRoutes.Services(
                backends,
                directory,
                tenants,
                new Mutations(idempotency, "configs"),
                metrics::fieldsLeftAside,
                settings.clouds().awsAccountId());
    }

    @Bean
    RouterFunction<ServerResponse> configsRoutes(
            Authentication authentication,
            AccessRules access,
            ConfigsRoutes.Services services,
            PublicUrl publicUrl,
            Json json,
            ConfigsErrors errors) {
        return new ConfigsRoutes(authentication, access, services, publicUrl, json, errors)
                .routes();
    }

    @Bean
    S3Errors s3Errors() {
        return new S3Errors();
    }

    @Bean
    RouterFunction<ServerResponse> s3Routes(
            SigningKeys keys,
            RateLimits limits,
            InstantSource clock,
            S3Routes.Services services,
            S3UploadRoutes inParts,
            FileResponses fileResponses,
            PublicUrl publicUrl,
            S3Errors errors) {
        return new S3Routes(
                        new S3Authentication(keys, new SignatureVerifier(clock), limits, clock),
                        services,
                        inParts,
                        fileResponses,
                        publicUrl,
                        errors)
                .routes();
    }
}
