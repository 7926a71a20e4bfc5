package dev.storeward.server.api.s3;

import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.root.Root;
import dev.storeward.core.root.Roots;
import dev.storeward.core.tenant.TenantOrigins;
import dev.storeward.core.upload.FileCopies;
import dev.storeward.core.upload.Uploads;
import dev.storeward.server.http.origin.CallerOrigin;
import dev.storeward.server.http.request.MalformedFormException;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.request.RawPath;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.http.response.FileResponses;
import dev.storeward.server.http.response.Problems;
import dev.storeward.server.http.response.Response;
import dev.storeward.server.s3.S3Authentication;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.io.IOException;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The S3 door: what a request is about stands in its path and the names of its query, so that one
 * route leads to all of it.
 */
public final class S3Routes {
    /** The path of the door. */
    public static final String BASE = S3Errors.BASE;

    /** What paths begin with that end with an object's key. */
    public static final String OBJECTS = S3Errors.BASE + "/";

    private final S3Authentication authentication;
    private final PublicUrl publicUrl;
    private final S3Errors errors;
    private final S3BucketRoutes buckets;
    private final S3ObjectRoutes objects;

    /** The services of the core this door calls. */
    public record Services(
            Roots roots,
            Files files,
            Downloads downloads,
            Uploads uploads,
            FileCopies copies,
            TenantOrigins origins) {}

    /** Uploads in parts, whose routes have a package of their own. */
    public interface InParts {
        /** What a request wants of the uploads of an object. */
        ServerResponse ofObject(S3RequestReader sent, Address address) throws IOException;

        /** A part that is one of another object. */
        Response copied(S3RequestReader sent, Address address, ReadableFile source);

        /** Ends what was begun in a bucket that is no more. */
        void abortAll(Caller caller, Root root);

        /** The uploads of a bucket that are open. */
        Response ofBucket(S3RequestReader sent, Root root);
    }

    public S3Routes(
            S3Authentication authentication,
            Services services,
            InParts inParts,
            FileResponses fileResponses,
            PublicUrl publicUrl,
            S3Errors errors) {
        this.authentication = authentication;
        this.publicUrl = publicUrl;
        this.errors = errors;
        this.buckets = new S3BucketRoutes(services, inParts);
        this.objects = new S3ObjectRoutes(services, inParts, fileResponses, errors);
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .route(
                        request -> errors.answersFor(RawPath.of(request.servletRequest())),
                        this::answer)
                .onError(Throwable.class, this::failed)
                .build();
    }

    private ServerResponse failed(Throwable thrown, ServerRequest request) {
        return switch (thrown) {
            case S3Exception refused -> refused(refused, request);
            case ProblemException problem
                    when problem.getCause() instanceof MalformedFormException ->
                    refused(new S3Exception(S3Code.MALFORMED_POST_REQUEST), request);
            default -> Problems.answer(errors, thrown, request);
        };
    }

    private ServerResponse refused(S3Exception refused, ServerRequest request) {
        CallerOrigin.refused(request.servletRequest());
        return errors.of(refused, RequestIds.of(request.servletRequest())).toResponse();
    }

    private ServerResponse answer(ServerRequest request) throws IOException {
        if (PostReader.isForm(request.servletRequest())) {
            return buckets.answer(
                    PostReader.of(request.servletRequest(), authentication), publicUrl);
        }
        S3RequestReader sent =
                S3RequestReader.of(
                        request.servletRequest(), authentication.signed(request.servletRequest()));
        SupportReader.require(sent);
        return sent.key().isEmpty() ? buckets.answer(sent) : objects.answer(sent);
    }
}
