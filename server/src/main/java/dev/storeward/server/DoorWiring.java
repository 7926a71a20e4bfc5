package dev.storeward.server;

import dev.storeward.core.access.AccessRules;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.Files;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.job.Pause;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.placement.configuration.Configurations;
import dev.storeward.core.root.Roots;
import dev.storeward.core.tenant.TenantOrigins;
import dev.storeward.core.upload.FileCopies;
import dev.storeward.core.upload.Uploads;
import dev.storeward.core.upload.session.PieceUploads;
import dev.storeward.core.upload.session.SessionCompletion;
import dev.storeward.core.upload.session.UploadSessions;
import dev.storeward.server.api.admin.AdminErrors;
import dev.storeward.server.api.admin.AdminRoutes;
import dev.storeward.server.api.s3.S3Errors;
import dev.storeward.server.api.s3.S3Routes;
import dev.storeward.server.api.s3.upload.S3UploadRoutes;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.s3.SlowAnswers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Puts the admin door in front of the core, and uploads in parts of the S3 door. */
@Configuration(proxyBeanMethods = false)
class DoorWiring {

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

    @Bean
    S3Routes.Services s3Services(
            Roots roots,
            Files files,
            Downloads downloads,
            Uploads uploads,
            FileCopies copies,
            TenantOrigins origins) {
        return new S3Routes.Services(roots, files, downloads, uploads, copies, origins);
    }

    @Bean
    S3UploadRoutes s3UploadRoutes(
            Files files,
            Downloads downloads,
            UploadSessions sessions,
            PieceUploads pieces,
            SessionCompletion completion,
            PublicUrl publicUrl,
            S3Errors errors) {
        return new S3UploadRoutes(
                new S3UploadRoutes.Services(files, downloads, sessions, pieces, completion),
                publicUrl,
                new SlowAnswers(Pause.sleeping()),
                errors);
    }
}
