package dev.storeward.server.api.workspace;

import dev.storeward.core.ticket.UploadTickets;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.connection.ClientConnection;
import dev.storeward.server.http.origin.CallerOrigin;
import dev.storeward.server.http.request.RawPath;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.http.request.SingleHeader;
import dev.storeward.server.http.request.WholeBody;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** {@code PUT /uploads/{token}}: no key is asked, the token is the right to upload one file. */
public final class UploadUrlRoutes {
    static final String BASE = "/uploads/";

    /** The path that upload addresses are below. */
    public static final String HOME = "/uploads";

    private final UploadTickets tickets;
    private final Json json;
    private final ErrorMapper errors;

    public UploadUrlRoutes(UploadTickets tickets, Json json, WorkspaceErrors errors) {
        this.tickets = tickets;
        this.json = json;
        this.errors = ErrorMapper.toStrangers(errors);
    }

    public RouterFunction<ServerResponse> routes() {
        return Door.answering(
                RouterFunctions.route()
                        .route(
                                request ->
                                        isHere(request) && request.method().equals(HttpMethod.PUT),
                                this::put),
                errors,
                HOME);
    }

    private static boolean isHere(ServerRequest request) {
        return RawPath.of(request.servletRequest()).startsWith(BASE);
    }

    private ServerResponse put(ServerRequest request) {
        HttpServletRequest sent = request.servletRequest();
        String token = RawPath.of(sent).substring(BASE.length());
        CallerOrigin.inTenant(sent, UploadTickets.tenantOf(token));
        String digest = SingleHeader.of(sent, "X-Content-SHA256").orElse("").strip();
        long length = sent.getContentLengthLong();
        InputStream stream = WholeBody.of(sent);
        ClientConnection client = ClientConnection.of(sent);
        UploadTickets.Stored stored =
                tickets.upload(
                        token,
                        new UploadTickets.Sent(
                                length < 0 ? SizeEstimate.UNKNOWN : SizeEstimate.exact(length),
                                digest,
                                new UploadBody() {
                                    @Override
                                    public InputStream stream() {
                                        return stream;
                                    }

                                    @Override
                                    public String trailingCategory() {
                                        return "";
                                    }

                                    @Override
                                    public boolean abandoned() {
                                        return client.ended();
                                    }
                                }),
                        RequestIds.of(sent));
        Response answer = json.answer(200, WorkspaceMapper.stored(stored));
        return new Response(
                        answer.status(),
                        answer.contentType(),
                        answer.body(),
                        Map.of("ETag", stored.file().etag()))
                .toResponse();
    }
}
