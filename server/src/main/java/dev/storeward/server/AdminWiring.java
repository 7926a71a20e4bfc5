package dev.storeward.server;

import dev.storeward.core.access.AccessRules;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.placement.configuration.Configurations;
import dev.storeward.server.api.admin.AdminErrors;
import dev.storeward.server.api.admin.AdminRoutes;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.response.Json;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Puts the admin door in front of the core. */
@Configuration(proxyBeanMethods = false)
class AdminWiring {

    @Bean
    AdminErrors adminErrors(Json json) {
        return new AdminErrors(json);
    }

    @Bean
    AdminRoutes.Services adminServices(
            Configurations configurations,
            Migrations migrations,
            MigrationViews views,
            Idempotency idempotency) {
        return new AdminRoutes.Services(
                configurations, migrations, views, new Mutations(idempotency, "admin"));
    }

    @Bean
    RouterFunction<ServerResponse> adminRoutes(
            Authentication authentication,
            AccessRules access,
            AdminRoutes.Services services,
            Json json,
            AdminErrors errors) {
        return new AdminRoutes(authentication, access, services, json, errors).routes();
    }
}
