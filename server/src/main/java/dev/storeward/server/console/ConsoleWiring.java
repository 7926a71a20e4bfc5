package dev.storeward.server.console;

import dev.storeward.core.access.AccessRules;
import dev.storeward.core.access.Authenticator;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.Files;
import dev.storeward.core.link.Links;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.root.Roots;
import dev.storeward.core.session.Sessions;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.core.upload.Uploads;
import dev.storeward.core.upload.resumable.ResumableUploads;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.Revocations;
import dev.storeward.core.user.Users;
import dev.storeward.server.api.platform.PlatformRoutes;
import dev.storeward.server.console.audit.AuditRoutes;
import dev.storeward.server.console.files.FileListRoutes;
import dev.storeward.server.console.files.FileRoutes;
import dev.storeward.server.console.home.HomeRoutes;
import dev.storeward.server.console.migrations.LiveRoutes;
import dev.storeward.server.console.migrations.MigrationListRoutes;
import dev.storeward.server.console.migrations.MigrationRoutes;
import dev.storeward.server.console.page.AssetRoutes;
import dev.storeward.server.console.page.ConsoleErrors;
import dev.storeward.server.console.page.ScreenRoutes;
import dev.storeward.server.console.page.Screens;
import dev.storeward.server.console.session.OwnPages;
import dev.storeward.server.console.session.SessionAuthentication;
import dev.storeward.server.console.session.SessionCookie;
import dev.storeward.server.console.signin.SignInRoutes;
import dev.storeward.server.console.tenants.TenantsRoutes;
import dev.storeward.server.console.uploads.UploadRoutes;
import dev.storeward.server.console.users.KeyRoutes;
import dev.storeward.server.console.users.UserRoutes;
import dev.storeward.server.http.limit.RateLimits;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.response.EventStreams;
import dev.storeward.server.http.response.FileResponses;
import dev.storeward.server.http.response.Json;
import java.security.SecureRandom;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Puts the console in front of the core. A screen is a bean of {@link ScreenRoutes}. */
@Configuration(proxyBeanMethods = false)
public class ConsoleWiring {

    @Bean
    Sessions sessions(Tx tx, AuditLog audit, SecureRandom random) {
        return new Sessions(tx, audit, random);
    }

    @Bean
    SessionCookie sessionCookie(PublicUrl publicUrl) {
        return new SessionCookie(publicUrl);
    }

    @Bean
    SessionAuthentication sessionAuthentication(
            Authenticator authenticator,
            Sessions sessions,
            SessionCookie cookie,
            RateLimits limits) {
        return new SessionAuthentication(authenticator, sessions, cookie, limits);
    }

    @Bean
    OwnPages ownPages(PublicUrl publicUrl) {
        return new OwnPages(publicUrl);
    }

    @Bean
    ConsoleErrors consoleErrors() {
        return new ConsoleErrors();
    }

    @Bean
    RouterFunction<ServerResponse> consoleRoutes(
            SessionAuthentication authentication,
            OwnPages ownPages,
            AccessRules access,
            ConsoleErrors errors,
            List<ScreenRoutes> screens) {
        return new Screens(authentication, ownPages, access, errors)
                .routes(screens)
                .and(HomeRoutes.root());
    }

    @Bean
    ScreenRoutes consoleAssets() {
        return new AssetRoutes();
    }

    @Bean
    ScreenRoutes signInScreen(
            SessionAuthentication authentication,
            SessionCookie cookie,
            OwnPages ownPages,
            Sessions sessions) {
        return new SignInRoutes(authentication, cookie, ownPages, sessions);
    }

    @Bean
    ScreenRoutes tenantsScreen(Tenants tenants, Quotas quotas) {
        return new TenantsRoutes(tenants, quotas);
    }

    @Bean
    ScreenRoutes usersScreen(Tenants tenants, Users users) {
        return new UserRoutes(tenants, users);
    }

    @Bean
    ScreenRoutes keysScreen(Users users, Keys keys, Sessions sessions) {
        return new KeyRoutes(users, keys, sessions);
    }

    @Bean
    ScreenRoutes auditScreen(AuditLog audit, Tenants tenants) {
        return new AuditRoutes(audit, tenants);
    }

    @Bean
    MigrationListRoutes.Services migrationScreenServices(
            MigrationViews views, Migrations migrations, Tenants tenants, Backends backends) {
        return new MigrationListRoutes.Services(views, migrations, tenants, backends);
    }

    @Bean
    ScreenRoutes migrationListScreen(MigrationListRoutes.Services services) {
        return new MigrationListRoutes(services);
    }

    @Bean
    ScreenRoutes migrationScreen(MigrationListRoutes.Services services) {
        return new MigrationRoutes(services);
    }

    @Bean
    ScreenRoutes migrationStreams(
            MigrationViews views,
            SessionAuthentication authentication,
            EventStreams streams,
            PlatformRoutes.OfMigrations platform,
            Json json,
            ConsoleErrors errors) {
        return new LiveRoutes(views, platform.manifests(), authentication, streams, json, errors);
    }

    @Bean
    ScreenRoutes fileListScreen(Files files, Roots roots, Quotas quotas) {
        return new FileListRoutes(files, roots, quotas);
    }

    @Bean
    FileRoutes.Services fileScreenServices(
            Files files, Downloads downloads, Links links, Revocations revocations) {
        return new FileRoutes.Services(files, downloads, links, revocations);
    }

    @Bean
    ScreenRoutes fileScreen(
            FileRoutes.Services services,
            FileResponses responses,
            PublicUrl publicUrl,
            ConsoleErrors errors) {
        return new FileRoutes(services, responses, publicUrl, errors);
    }

    @Bean
    ScreenRoutes uploadScreen(Uploads uploads, ResumableUploads resumable, Files files) {
        return new UploadRoutes(uploads, resumable, files);
    }

    @Bean
    ScreenRoutes homeScreen(Tenants tenants, Users users, Quotas quotas) {
        return new HomeRoutes(tenants, users, quotas);
    }
}
