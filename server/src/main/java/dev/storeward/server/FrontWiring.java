package dev.storeward.server;

import dev.storeward.core.crypto.Installation;
import dev.storeward.core.db.Tx;
import dev.storeward.core.installation.InstallationState;
import dev.storeward.core.job.Node;
import dev.storeward.core.tenant.AllowedOrigins;
import dev.storeward.core.tenant.TenantOrigins;
import dev.storeward.server.api.files.FilesRoutes;
import dev.storeward.server.api.links.LinkRoutes;
import dev.storeward.server.api.s3.S3Routes;
import dev.storeward.server.api.workspace.UploadUrlRoutes;
import dev.storeward.server.config.Settings;
import dev.storeward.server.docs.DocsErrors;
import dev.storeward.server.docs.DocsRoutes;
import dev.storeward.server.health.HealthRoutes;
import dev.storeward.server.health.ManagementPort;
import dev.storeward.server.health.Readiness;
import dev.storeward.server.http.CrossOrigin;
import dev.storeward.server.http.PlainPaths;
import dev.storeward.server.http.Preflights;
import dev.storeward.server.http.connection.ConnectionLimits;
import dev.storeward.server.http.origin.PageOrigins;
import dev.storeward.server.http.request.MemoryBudget;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.http.request.TrustedProxies;
import dev.storeward.server.http.response.DefaultHeaders;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.ErrorMappers;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.TomcatSetup;
import dev.storeward.server.s3.S3Hosts;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.local.LocalStore;
import dev.storeward.store.outbound.AllowList;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Puts what every request passes, and what is no door's, in front of the doors. */
@Configuration(proxyBeanMethods = false)
class FrontWiring {
    private static final Duration READERS_PAUSE = Duration.ofMinutes(2);

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    RequestIds requestIds() {
        return new RequestIds();
    }

    /** Before all that looks at paths. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    S3Hosts s3Hosts(Settings settings) {
        return new S3Hosts(S3Routes.BASE, settings.network().s3Domain());
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 1)
    DefaultHeaders defaultHeaders() {
        return new DefaultHeaders();
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 4)
    MemoryBudget memoryBudget() {
        return MemoryBudget.fitting(Runtime.getRuntime().maxMemory());
    }

    @Bean
    ErrorMappers errorMappers(List<ErrorMapper> doors, DocsErrors others) {
        return new ErrorMappers(doors.stream().filter(door -> door != others).toList(), others);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 2)
    PlainPaths plainPaths(ErrorMappers errors) {
        return new PlainPaths(List.of(FilesRoutes.OBJECTS, S3Routes.OBJECTS), errors);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 3)
    ManagementPort managementPort(Settings settings, ErrorMappers errors) {
        return new ManagementPort(settings.managementPort(), errors);
    }

    @Bean
    PageOrigins pageOrigins(Settings settings, TenantOrigins tenants) {
        return new PageOrigins(
                new AllowedOrigins(settings.network().corsOrigins(), AllowedOrigins.USUAL_MAX_AGE),
                tenants);
    }

    /** Before what refuses requests, so that pages can read that too. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 5)
    CrossOrigin crossOrigin(PageOrigins origins) {
        return new CrossOrigin(
                origins,
                List.of(FilesRoutes.BASE, LinkRoutes.BASE, UploadUrlRoutes.HOME, S3Routes.BASE));
    }

    /** Behind the limits, as each may ask the database. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 11)
    Preflights preflights(CrossOrigin pages, PageOrigins origins) {
        return new Preflights(pages, origins);
    }

    @Bean
    TomcatSetup tomcatSetup(Settings settings, TrustedProxies proxies, ErrorMappers errors) {
        int connections = ConnectionLimits.fitting(Runtime.getRuntime().maxMemory());
        return new TomcatSetup(
                TomcatSetup.limits(
                        connections,
                        settings.network().connectionsPerAddress().orElse(connections / 2),
                        proxies::trusts,
                        READERS_PAUSE),
                settings.managementPort(),
                errors);
    }

    @Bean
    TrustedProxies trustedProxies(Settings settings) {
        Settings.Proxies proxies = settings.network().proxies();
        return new TrustedProxies(
                AllowList.of(proxies.trusted()),
                proxies.standardHeader()
                        ? TrustedProxies.Header.FORWARDED
                        : TrustedProxies.Header.X_FORWARDED);
    }

    @Bean
    PublicUrl publicUrl(Settings settings, TrustedProxies proxies) {
        return new PublicUrl(settings.publicUrl(), proxies);
    }

    @Bean
    Readiness readiness(Tx tx, Installation installation, Node node, InstantSource clock) {
        return new Readiness(tx, installation, node::silence, clock);
    }

    @Bean
    RouterFunction<ServerResponse> healthRoutes(
            ManagementPort port,
            Readiness readiness,
            InstallationState state,
            Settings settings,
            Metrics metrics,
            DocsErrors errors) {
        return new HealthRoutes(
                        port,
                        readiness,
                        state::glance,
                        () -> sharedFolderGone(settings),
                        metrics.registry(),
                        errors)
                .routes();
    }

    private static boolean sharedFolderGone(Settings settings) {
        BackendSpec shared = settings.shared().spec();
        return shared.connector().equals("filesystem")
                && !LocalStore.isThere(Path.of(shared.get("path")));
    }

    @Bean
    DocsErrors docsErrors(Json json) {
        return new DocsErrors(json);
    }

    @Bean
    RouterFunction<ServerResponse> docsRoutes(Json json, DocsErrors errors, PublicUrl publicUrl) {
        return new DocsRoutes(json, errors, publicUrl).routes();
    }

    @Bean
    @Lazy
    Main.Address address(ServletWebServerApplicationContext context, Settings settings) {
        int port =
                context.getWebServer() == null ? settings.port() : context.getWebServer().getPort();
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return new Main.Address("http://" + host + ":" + port);
    }
}
