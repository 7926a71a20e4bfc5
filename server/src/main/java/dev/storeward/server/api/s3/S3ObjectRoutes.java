package dev.storeward.server.api.s3;

import dev.storeward.core.access.Caller;
import dev.storeward.core.content.Piece;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.root.Root;
import dev.storeward.core.root.Roots;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.server.http.response.FileResponses;
import dev.storeward.server.http.response.Response;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.xml.TagSet;
import dev.storeward.store.ByteRange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.springframework.web.servlet.function.ServerResponse;

/** The objects of a bucket: method and query, call. */
final class S3ObjectRoutes {
    private static final List<String> SUBRESOURCES =
            List.of(
                    "acl",
                    "annotation",
                    "attributes",
                    "encryption",
                    "legal-hold",
                    "renameObject",
                    "restore",
                    "retention",
                    "select",
                    "tagging",
                    "torrent",
                    "uploadId",
                    "uploads");

    /** The id that S3 gives to the one version of an object in a bucket without versions. */
    private static final String ONLY_VERSION = "null";

    private final S3Routes.Services services;
    private final S3Routes.InParts inParts;
    private final FileResponses fileResponses;
    private final S3Errors errors;

    S3ObjectRoutes(
            S3Routes.Services services,
            S3Routes.InParts inParts,
            FileResponses fileResponses,
            S3Errors errors) {
        this.services = services;
        this.inParts = inParts;
        this.fileResponses = fileResponses;
        this.errors = errors;
    }

    ServerResponse answer(S3RequestReader sent) throws IOException {
        Root root = S3BucketRoutes.root(services.roots(), sent.caller(), sent.bucket());
        Address address = Roots.address(sent.caller(), root, sent.key());
        String subresource = SUBRESOURCES.stream().filter(sent::has).findFirst().orElse("");
        SupportReader.requireUnderstood(sent, subresource);
        requireOnlyVersion(sent.parameter("versionId"));
        return switch (sent.method() + " " + subresource) {
            case "GET ", "HEAD " -> read(sent, address);
            case "PUT " -> put(sent, address).toResponse();
            case "DELETE " -> delete(sent, address).toResponse();
            case "GET tagging" -> tags(sent, address).toResponse();
            case "PUT tagging" -> tag(sent, address, TagSet.read(sent.document())).toResponse();
            case "DELETE tagging" -> untag(sent, address).toResponse();
            case "GET attributes" -> attributes(sent, address).toResponse();
            case "PUT uploadId" -> part(sent, address);
            case "POST uploads", "GET uploadId", "POST uploadId", "DELETE uploadId" ->
                    inParts.ofObject(sent, address);
            case "GET acl" -> {
                file(sent, address);
                yield BucketMapper.accessControl(sent).toResponse();
            }
            case "PUT acl" -> {
                file(sent, address);
                ObjectAclReader.requirePrivate(sent);
                yield ObjectMapper.empty(sent, 200, Map.of()).toResponse();
            }
            case "GET retention", "PUT retention", "GET legal-hold", "PUT legal-hold" ->
                    throw new S3Exception(
                            S3Code.INVALID_REQUEST, "Bucket is missing Object Lock Configuration");
            default ->
                    throw new S3Exception(
                            subresource.isEmpty()
                                    ? S3Code.METHOD_NOT_ALLOWED
                                    : S3Code.NOT_IMPLEMENTED);
        };
    }

    /**
     * Passes the one version that an object has.
     *
     * @throws S3Exception {@code NO_SUCH_VERSION}
     */
    static void requireOnlyVersion(Optional<String> sent) {
        if (sent.filter(id -> !id.isEmpty() && !id.equals(ONLY_VERSION)).isPresent()) {
            throw new S3Exception(S3Code.NO_SUCH_VERSION);
        }
    }

    private ReadableFile file(S3RequestReader sent, Address address) {
        return file(sent.caller(), address, sent.key());
    }

    private ReadableFile file(Caller caller, Address address, String key) {
        return services.files()
                .readable(caller, address)
                .orElseThrow(() ->
                        new S3Exception(
                                S3Code.NO_SUCH_KEY,
                                S3Code.NO_SUCH_KEY.message(),
                                Map.of("Key", key)));
    }

    private ServerResponse read(S3RequestReader sent, Address address) {
        ReadableFile file = file(sent, address);
        return sent.has("partNumber")
                ? readPart(sent, file)
                : fileResponses.answer(
                        sent.servlet(), file, ObjectMapper.presentation(sent, file, 0), errors);
    }

    private ServerResponse readPart(S3RequestReader sent, ReadableFile file) {
        int number = ListingReader.partNumber(sent);
        if (sent.header("range").isPresent()) {
            throw new S3Exception(
                    S3Code.INVALID_REQUEST,
                    "Cannot specify both Range header and partNumber query parameter");
        }
        List<Piece> pieces = services.downloads().pieces(file);
        if (number > Math.max(1, pieces.size())) {
            throw new S3Exception(S3Code.INVALID_PART_NUMBER);
        }
        ByteRange.Slice part =
                pieces.isEmpty()
                        ? new ByteRange.Slice(0, file.file().size())
                        : new ByteRange.Slice(
                                pieces.subList(0, number - 1).stream().mapToLong(Piece::size).sum(),
                                pieces.get(number - 1).size());
        return fileResponses.answerPart(
                sent.servlet(),
                file,
                part,
                ObjectMapper.presentation(sent, file, pieces.size()),
                errors);
    }

    private Response put(S3RequestReader sent, Address address) throws IOException {
        Optional<String> source = sent.header("x-amz-copy-source");
        if (source.isPresent()) {
            return copy(sent, address, CopyReader.of(source.get()));
        }
        PutReader put = PutReader.of(sent, address);
        services.uploads().put(sent.caller(), put.request(), put.body());
        return ObjectMapper.stored(sent, put.body().kept());
    }

    private ServerResponse part(S3RequestReader sent, Address address) throws IOException {
        Optional<String> source = sent.header("x-amz-copy-source");
        return source.isPresent()
                ? inParts.copied(sent, address, source(sent, CopyReader.of(source.get())))
                        .toResponse()
                : inParts.ofObject(sent, address);
    }

    /** What is copied, when it is as the request wants it. */
    private ReadableFile source(S3RequestReader sent, CopyReader from) {
        Root root = S3BucketRoutes.root(services.roots(), sent.caller(), from.bucket());
        ReadableFile source =
                file(sent.caller(), Roots.address(sent.caller(), root, from.key()), from.key());
        ConditionReader.requireCopied(sent, source);
        return source;
    }

    private Response copy(S3RequestReader sent, Address address, CopyReader from) {
        ReadableFile source = source(sent, from);
        UploadBody.Kept kept = CopyReader.kept(sent, source);
        services.copies()
                .copy(sent.caller(), source, CopyReader.request(sent, source, address), kept);
        return ObjectMapper.copied(sent, file(sent, address));
    }

    private Response delete(S3RequestReader sent, Address address) {
        Optional<Predicate<StoredFile>> condition =
                ConditionReader.ofDelete(
                        sent.header("if-match"),
                        sent.header("x-amz-if-match-last-modified-time"),
                        sent.header("x-amz-if-match-size"));
        if (condition.isPresent()) {
            services.files().delete(sent.caller(), address, condition.get());
        } else {
            services.files().delete(sent.caller(), address);
        }
        return ObjectMapper.empty(sent, 204, Map.of());
    }

    private Response tags(S3RequestReader sent, Address address) {
        // What is kept has no order of its own, and clients compare answers.
        TagSet tags = new TagSet(new TreeMap<>(file(sent, address).properties().tags()));
        return ObjectMapper.document(sent, "Tagging", tags::write);
    }

    private Response tag(S3RequestReader sent, Address address, TagSet tags) {
        if (!services.files().change(sent.caller(), address, kept -> kept.tagged(tags.tags()))) {
            throw new S3Exception(S3Code.NO_SUCH_KEY);
        }
        return ObjectMapper.empty(sent, 200, Map.of());
    }

    private Response untag(S3RequestReader sent, Address address) {
        tag(sent, address, new TagSet(Map.of()));
        return ObjectMapper.empty(sent, 204, Map.of());
    }

    private Response attributes(S3RequestReader sent, Address address) {
        ListingReader.Attributes asked = ListingReader.Attributes.of(sent);
        ReadableFile file = file(sent, address);
        return ObjectMapper.attributes(
                sent,
                file,
                asked,
                asked.has("ObjectParts") ? services.downloads().pieces(file) : List.of());
    }
}
