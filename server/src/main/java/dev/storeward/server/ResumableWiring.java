package dev.storeward.server;

import dev.storeward.core.access.AccessRules;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.upload.Uploads;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.resumable.ResumableGround;
import dev.storeward.core.upload.resumable.ResumableUploads;
import dev.storeward.core.upload.session.PieceReading;
import dev.storeward.core.upload.session.PieceUploads;
import dev.storeward.core.upload.session.SessionCompletion;
import dev.storeward.core.upload.session.SessionGround;
import dev.storeward.core.upload.session.UploadSessions;
import dev.storeward.server.api.files.FilesErrors;
import dev.storeward.server.api.resumable.ResumableErrors;
import dev.storeward.server.api.resumable.ResumableRoutes;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.request.PublicUrl;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** The resumable door, whose addresses are below those of the files door, and what is behind it. */
@Configuration(proxyBeanMethods = false)
class ResumableWiring {
    @Bean
    ResumableGround.OfSessions resumableSessions(
            SessionGround ground,
            UploadSessions sessions,
            PieceUploads pieces,
            SessionCompletion completion) {
        return new ResumableGround.OfSessions(
                sessions, pieces, new PieceReading(ground), completion);
    }

    @Bean
    ResumableUploads resumableUploads(
            Tx tx,
            RetryLater retryLater,
            Quotas quotas,
            CategoryRules rules,
            Uploads uploads,
            ResumableGround.OfSessions sessions,
            InstantSource clock) {
        return new ResumableUploads(
                new ResumableGround(
                        tx,
                        retryLater,
                        quotas,
                        rules,
                        uploads.admission(),
                        uploads.pool(),
                        sessions,
                        clock));
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    ResumableErrors resumableErrors(FilesErrors errors) {
        return new ResumableErrors(errors);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    RouterFunction<ServerResponse> resumableRoutes(
            Authentication authentication,
            AccessRules access,
            ResumableUploads uploads,
            PublicUrl publicUrl,
            ResumableErrors errors) {
        return new ResumableRoutes(authentication, access, uploads, publicUrl, errors).routes();
    }
}
