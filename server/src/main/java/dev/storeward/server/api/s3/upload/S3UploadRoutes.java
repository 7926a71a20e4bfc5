package dev.storeward.server.api.s3.upload;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.Download;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.root.Root;
import dev.storeward.core.upload.session.PieceUploads;
import dev.storeward.core.upload.session.SessionCompletion;
import dev.storeward.core.upload.session.SessionListing;
import dev.storeward.core.upload.session.SessionRequest;
import dev.storeward.core.upload.session.StoredPiece;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.core.upload.session.UploadSession.State;
import dev.storeward.core.upload.session.UploadSessions;
import dev.storeward.server.api.s3.KeptReader;
import dev.storeward.server.api.s3.ListingReader;
import dev.storeward.server.api.s3.ObjectMapper;
import dev.storeward.server.api.s3.S3Errors;
import dev.storeward.server.api.s3.S3RequestReader;
import dev.storeward.server.api.s3.S3Routes;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.http.response.Problems;
import dev.storeward.server.http.response.Response;
import dev.storeward.server.http.response.StreamedResponse;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.S3Hosts;
import dev.storeward.server.s3.SlowAnswers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.web.servlet.function.ServerResponse;

/** Uploads in parts: method and query, call. */
public final class S3UploadRoutes implements S3Routes.InParts {
    private final Services services;
    private final PublicUrl publicUrl;
    private final SlowAnswers slow;
    private final S3Errors errors;

    /** The services of the core these routes call. */
    public record Services(
            Files files,
            Downloads downloads,
            UploadSessions sessions,
            PieceUploads pieces,
            SessionCompletion completion) {}

    public S3UploadRoutes(
            Services services, PublicUrl publicUrl, SlowAnswers slow, S3Errors errors) {
        this.services = services;
        this.publicUrl = publicUrl;
        this.slow = slow;
        this.errors = errors;
    }

    @Override
    public ServerResponse ofObject(S3RequestReader sent, Address address) throws IOException {
        return switch (sent.method()) {
            case "POST" ->
                    sent.has("uploads")
                            ? begin(sent, address).toResponse()
                            : complete(sent, address);
            case "PUT" -> part(sent, address).toResponse();
            case "GET" -> list(sent, address).toResponse();
            case "DELETE" -> abort(sent, address).toResponse();
            default -> throw new S3Exception(S3Code.METHOD_NOT_ALLOWED);
        };
    }

    private Response begin(S3RequestReader sent, Address address) {
        PartSumsReader sums = PartSumsReader.of(sent);
        SessionRequest request =
                new SessionRequest(
                        Kind.PARTED,
                        services.sessions().chosen(address, KeptReader.name(sent.key())),
                        Category.GENERAL,
                        KeptReader.contentType(sent),
                        -1,
                        KeptReader.properties(sent).summed(sums.kept()));
        return UploadMapper.begun(sent, services.sessions().begin(sent.caller(), request), sums);
    }

    private Response part(S3RequestReader sent, Address address) throws IOException {
        int number = ListingReader.partNumber(sent);
        UploadSession upload = open(sent, address);
        PartReader part = PartReader.of(sent, PartSumsReader.ofKept(upload.properties()));
        return UploadMapper.part(
                sent,
                known(() ->
                        services.pieces()
                                .put(
                                        sent.caller(),
                                        upload.id(),
                                        number,
                                        part.size(),
                                        part.body())));
    }

    @Override
    public Response copied(S3RequestReader sent, Address address, ReadableFile source) {
        int number = ListingReader.partNumber(sent);
        UploadSession upload = open(sent, address);
        PartSumsReader sums = PartSumsReader.ofKept(upload.properties());
        Download download =
                services.downloads().open(source, CopiedPartReader.range(sent, source.file()));
        try {
            return UploadMapper.copied(
                    sent,
                    known(() ->
                            services.pieces()
                                    .put(
                                            sent.caller(),
                                            upload.id(),
                                            number,
                                            download.length(),
                                            PartReader.ofCopy(download.stream(), sums))));
        } finally {
            download.end();
        }
    }

    private Response list(S3RequestReader sent, Address address) {
        UploadSession upload = open(sent, address);
        PartListReader asked = PartListReader.of(sent);
        List<StoredPiece> parts =
                asked.most() == 0
                        ? List.of()
                        : known(() ->
                                services.sessions()
                                        .pieces(
                                                sent.caller(),
                                                upload.id(),
                                                asked.after(),
                                                asked.most() + 1));
        return UploadMapper.parts(sent, upload, asked, parts);
    }

    private ServerResponse complete(S3RequestReader sent, Address address) throws IOException {
        UploadSession upload = named(sent, address);
        CompletionReader asked = CompletionReader.of(sent, upload);
        String requestId = RequestIds.of(sent.servlet());
        return new StreamedResponse(
                200,
                Map.of(ObjectMapper.REQUEST_ID, requestId),
                errors,
                response -> {
                    try {
                        slow.send(
                                response,
                                () -> complete(sent, address, upload, asked),
                                thrown -> failure(thrown, requestId));
                    } catch (S3Exception e) {
                        errors.of(e, requestId).write(response);
                    }
                });
    }

    private Response failure(RuntimeException thrown, String requestId) {
        return thrown instanceof S3Exception refused
                ? errors.of(refused, requestId)
                : Problems.response(errors, thrown, requestId);
    }

    private Response complete(
            S3RequestReader sent, Address address, UploadSession upload, CompletionReader asked) {
        StoredFile file = known(() -> completed(sent, upload, asked));
        FileProperties kept =
                services.files()
                        .readable(sent.caller(), address)
                        .filter(there -> there.file().id().equals(file.id()))
                        .map(ReadableFile::properties)
                        .orElse(FileProperties.NONE);
        return UploadMapper.completed(sent, S3Hosts.sentUrl(sent.servlet(), publicUrl), file, kept);
    }

    private StoredFile completed(
            S3RequestReader sent, UploadSession upload, CompletionReader asked) {
        try {
            return services.completion()
                    .complete(
                            sent.caller(),
                            upload.id(),
                            asked.named(),
                            asked.condition(),
                            asked::checksums);
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.Invalid invalid) {
                throw new S3Exception(
                        S3Code.INVALID_PART,
                        invalid.message(),
                        Map.of("UploadId", upload.id().toString()));
            }
            throw e;
        }
    }

    private Response abort(S3RequestReader sent, Address address) {
        UploadSession upload = named(sent, address);
        known(() -> {
            services.sessions().abort(sent.caller(), upload.id());
            return upload;
        });
        return ObjectMapper.empty(sent, 204, Map.of());
    }

    @Override
    public void abortAll(Caller caller, Root root) {
        services.sessions().abortAll(caller, Kind.PARTED, root);
    }

    @Override
    public Response ofBucket(S3RequestReader sent, Root root) {
        UploadListReader asked = UploadListReader.of(sent);
        SessionListing.Query query = asked.query();
        SessionListing.Page page =
                asked.most() == 0
                        ? new SessionListing.Page(List.of(), SessionListing.After.NOTHING, false)
                        : services.sessions().list(sent.caller(), Kind.PARTED, root, query);
        return UploadMapper.uploads(sent, asked, page);
    }

    /** An upload that a request names and that has not ended. */
    private UploadSession open(S3RequestReader sent, Address address) {
        UploadSession upload = named(sent, address);
        if (upload.state() == State.DONE || upload.state() == State.ABORTED) {
            throw new S3Exception(S3Code.NO_SUCH_UPLOAD);
        }
        return upload;
    }

    /** The upload that a request names, of this very object. */
    private UploadSession named(S3RequestReader sent, Address address) {
        UploadSession upload =
                known(() -> services.sessions().find(sent.caller(), UploadIdReader.of(sent)));
        if (upload.kind() != Kind.PARTED || !upload.address().equals(address.value())) {
            throw new S3Exception(S3Code.NO_SUCH_UPLOAD);
        }
        return upload;
    }

    /** What is not found in these calls is an upload. */
    private static <T> T known(Supplier<T> call) {
        try {
            return call.get();
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.NotFound) {
                throw new S3Exception(S3Code.NO_SUCH_UPLOAD);
            }
            throw e;
        }
    }
}
