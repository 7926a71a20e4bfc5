package dev.storeward.server.api.s3;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.root.Root;
import dev.storeward.core.root.RootPage;
import dev.storeward.core.root.Roots;
import dev.storeward.core.tenant.AllowedOrigins;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.response.Response;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.xml.BucketConfiguration;
import dev.storeward.server.s3.xml.DeleteRequest;
import dev.storeward.server.s3.xml.EncryptionConfiguration;
import dev.storeward.server.s3.xml.LifecycleConfiguration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.web.servlet.function.ServerResponse;

/** The service and its buckets: method and query, call. */
final class S3BucketRoutes {
    /** What of a bucket a query may name. */
    private static final List<String> SUBRESOURCES =
            List.of(
                    "abac",
                    "accelerate",
                    "acl",
                    "analytics",
                    "cors",
                    "delete",
                    "encryption",
                    "intelligent-tiering",
                    "inventory",
                    "lifecycle",
                    "location",
                    "logging",
                    "metadataConfiguration",
                    "metadataInventoryTable",
                    "metadataJournalTable",
                    "metadataTable",
                    "metrics",
                    "notification",
                    "object-lock",
                    "ownershipControls",
                    "policy",
                    "policyStatus",
                    "publicAccessBlock",
                    "replication",
                    "requestPayment",
                    "session",
                    "tagging",
                    "uploads",
                    "versioning",
                    "versions",
                    "website");

    private final Roots roots;
    private final S3Routes.Services services;
    private final S3Routes.InParts inParts;

    S3BucketRoutes(S3Routes.Services services, S3Routes.InParts inParts) {
        this.roots = services.roots();
        this.services = services;
        this.inParts = inParts;
    }

    ServerResponse answer(S3RequestReader sent) throws IOException {
        return (sent.bucket().isEmpty() ? ofService(sent) : ofBucket(sent)).toResponse();
    }

    /** A form of a browser. */
    ServerResponse answer(PostReader posted, PublicUrl publicUrl) throws IOException {
        S3RequestReader sent = posted.sent();
        SupportReader.require(sent);
        PutReader put = posted.put(Roots.address(sent.caller(), root(sent), sent.key()));
        services.uploads().put(sent.caller(), put.request(), put.body());
        return ObjectMapper.posted(posted, posted.url(publicUrl), put.body().kept().md5())
                .toResponse();
    }

    private Response ofService(S3RequestReader sent) {
        if (!sent.method().equals("GET") && !sent.method().equals("HEAD")) {
            throw new S3Exception(S3Code.METHOD_NOT_ALLOWED);
        }
        return BucketMapper.buckets(sent, BucketListReader.of(sent), roots.list(sent.caller()));
    }

    private Response ofBucket(S3RequestReader sent) throws IOException {
        Optional<String> subresource = SUBRESOURCES.stream().filter(sent::has).findFirst();
        SupportReader.requireUnderstood(sent, subresource.orElse(""));
        return switch (sent.method()) {
            case "GET" -> get(sent, subresource.orElse(""));
            case "HEAD" -> {
                root(sent);
                yield ObjectMapper.empty(sent, 200, Map.of("x-amz-bucket-region", "us-east-1"));
            }
            case "PUT" -> subresource.isEmpty() ? create(sent) : change(sent, subresource.get());
            case "DELETE" -> subresource.isEmpty() ? delete(sent) : forget(sent, subresource.get());
            case "POST" -> post(sent, subresource.orElse(""));
            default -> throw new S3Exception(S3Code.METHOD_NOT_ALLOWED);
        };
    }

    /** The bucket that a request names. */
    private Root root(S3RequestReader sent) {
        return root(roots, sent.caller(), sent.bucket());
    }

    static Root root(Roots roots, Caller caller, String bucket) {
        return roots.find(caller, bucket)
                .orElseThrow(() ->
                        new S3Exception(
                                S3Code.NO_SUCH_BUCKET,
                                S3Code.NO_SUCH_BUCKET.message(),
                                Map.of("BucketName", bucket)));
    }

    private Response get(S3RequestReader sent, String subresource) {
        Root root = root(sent);
        return switch (subresource) {
            case "" -> list(sent, root);
            case "versions" -> versions(sent, root);
            case "uploads" -> inParts.ofBucket(sent, root);
            case "location" -> BucketMapper.location(sent);
            case "acl" -> BucketMapper.accessControl(sent);
            case "encryption" -> BucketMapper.encryption(sent);
            case "requestPayment" -> BucketMapper.payer(sent);
            case "versioning" -> BucketMapper.nothing(sent, "VersioningConfiguration");
            case "notification" -> BucketMapper.nothing(sent, "NotificationConfiguration");
            case "logging" -> BucketMapper.nothing(sent, "BucketLoggingStatus");
            case "accelerate" -> BucketMapper.nothing(sent, "AccelerateConfiguration");
            case "policy", "policyStatus" -> throw new S3Exception(S3Code.NO_SUCH_BUCKET_POLICY);
            case "cors" -> origins(sent);
            case "lifecycle" -> throw new S3Exception(S3Code.NO_SUCH_LIFECYCLE_CONFIGURATION);
            case "tagging" -> throw new S3Exception(S3Code.NO_SUCH_TAG_SET);
            case "website" -> throw new S3Exception(S3Code.NO_SUCH_WEBSITE_CONFIGURATION);
            case "replication" -> throw new S3Exception(S3Code.REPLICATION_CONFIGURATION_NOT_FOUND);
            case "object-lock" -> throw new S3Exception(S3Code.OBJECT_LOCK_CONFIGURATION_NOT_FOUND);
            case "ownershipControls" -> throw new S3Exception(S3Code.OWNERSHIP_CONTROLS_NOT_FOUND);
            case "publicAccessBlock" ->
                    throw new S3Exception(S3Code.NO_SUCH_PUBLIC_ACCESS_BLOCK_CONFIGURATION);
            default -> throw new S3Exception(S3Code.NOT_IMPLEMENTED);
        };
    }

    private Response list(S3RequestReader sent, Root root) {
        ListingReader asked = ListingReader.of(sent);
        return ListingMapper.objects(sent, asked, page(sent, root, asked));
    }

    private Response versions(S3RequestReader sent, Root root) {
        ListingReader asked = ListingReader.of(sent);
        return ListingMapper.versions(sent, asked, page(sent, root, asked));
    }

    private RootPage page(S3RequestReader sent, Root root, ListingReader asked) {
        return asked.most() == 0
                ? new RootPage(List.of(), "")
                : roots.list(sent.caller(), root, asked.query());
    }

    private Response create(S3RequestReader sent) throws IOException {
        BucketConfiguration.read(sent.document());
        if (!Roots.isName(sent.bucket())) {
            throw new S3Exception(S3Code.INVALID_BUCKET_NAME);
        }
        return switch (roots.make(sent.caller(), sent.bucket())) {
            case MADE -> ObjectMapper.empty(sent, 200, Map.of("Location", "/" + sent.bucket()));
            case THERE -> throw new S3Exception(S3Code.BUCKET_ALREADY_OWNED_BY_YOU);
            case TOO_MANY -> throw new S3Exception(S3Code.TOO_MANY_BUCKETS);
        };
    }

    /** What already is as asked is done; nothing else of it can be changed here. */
    private Response change(S3RequestReader sent, String subresource) throws IOException {
        root(sent);
        switch (subresource) {
            case "acl" -> ObjectAclReader.requirePrivate(sent);
            case "encryption" -> EncryptionConfiguration.read(sent.document()).requireAsItIs();
            case "cors" -> {
                CorsReader.requireWhole(sent);
                services.origins().put(sent.caller(), CorsReader.of(sent));
            }
            case "lifecycle" -> {
                LifecycleConfiguration.requireValid(sent.document());
                throw new S3Exception(S3Code.NOT_IMPLEMENTED);
            }
            case "object-lock" ->
                    throw new S3Exception(
                            S3Code.INVALID_BUCKET_STATE,
                            "Object Lock configuration cannot be enabled on existing buckets");
            default -> throw new S3Exception(S3Code.NOT_IMPLEMENTED);
        }
        return ObjectMapper.empty(sent, 200, Map.of());
    }

    /** The pages that the tenant allows may use each of its buckets. */
    private Response origins(S3RequestReader sent) {
        AllowedOrigins allowed = services.origins().ofOwn(sent.caller());
        if (allowed.entries().isEmpty()) {
            throw new S3Exception(S3Code.NO_SUCH_CORS_CONFIGURATION);
        }
        return BucketMapper.origins(sent, allowed);
    }

    private Response forgetOrigins(S3RequestReader sent) {
        if (!services.origins().ofOwn(sent.caller()).entries().isEmpty()) {
            CorsReader.requireWhole(sent);
            services.origins().put(sent.caller(), CorsReader.NOBODY);
        }
        return ObjectMapper.empty(sent, 204, Map.of());
    }

    private Response delete(S3RequestReader sent) {
        Root root = root(sent);
        return switch (roots.remove(sent.caller(), root)) {
            case REMOVED -> {
                inParts.abortAll(sent.caller(), root);
                yield ObjectMapper.empty(sent, 204, Map.of());
            }
            case NOT_EMPTY -> throw new S3Exception(S3Code.BUCKET_NOT_EMPTY);
            case WHOLE_FOLDER ->
                    throw new S3Exception(
                            S3Code.ACCESS_DENIED, "This bucket is your whole folder, and stays.");
        };
    }

    /** What there is not is gone already. */
    private Response forget(S3RequestReader sent, String subresource) {
        root(sent);
        return switch (subresource) {
            case "cors" -> forgetOrigins(sent);
            case "lifecycle",
                    "policy",
                    "tagging",
                    "website",
                    "replication",
                    "encryption",
                    "ownershipControls",
                    "publicAccessBlock" ->
                    ObjectMapper.empty(sent, 204, Map.of());
            default -> throw new S3Exception(S3Code.NOT_IMPLEMENTED);
        };
    }

    private Response post(S3RequestReader sent, String subresource) throws IOException {
        if (!subresource.equals("delete")) {
            throw new S3Exception(S3Code.NOT_IMPLEMENTED);
        }
        Root root = root(sent);
        DeleteRequest asked = DeleteRequest.read(sent.document());
        Map<DeleteRequest.Target, Optional<S3Exception>> results = new LinkedHashMap<>();
        List<Address> addresses = new ArrayList<>();
        for (DeleteRequest.Target target : asked.targets()) {
            try {
                Address address = toDelete(sent, root, target);
                Optional<Predicate<StoredFile>> condition = condition(target);
                if (condition.isPresent()) {
                    services.files().delete(sent.caller(), address, condition.get());
                } else {
                    addresses.add(address);
                }
                results.put(target, Optional.empty());
            } catch (S3Exception e) {
                results.put(target, Optional.of(e));
            } catch (ProblemException e) {
                if (!(e.problem() instanceof Problem.PreconditionFailed)) {
                    throw e;
                }
                results.put(target, Optional.of(new S3Exception(S3Code.PRECONDITION_FAILED)));
            }
        }
        services.files().delete(sent.caller(), addresses);
        return DeletionMapper.deleted(sent, asked.quiet(), results);
    }

    /** One of many; what keeps it from being deleted is told beside it. */
    private static Address toDelete(S3RequestReader sent, Root root, DeleteRequest.Target target) {
        S3ObjectRoutes.requireOnlyVersion(
                Optional.ofNullable(target.conditions().get("VersionId")));
        return Roots.address(sent.caller(), root, S3RequestReader.key(target.key()));
    }

    private static Optional<Predicate<StoredFile>> condition(DeleteRequest.Target target) {
        Map<String, String> said = target.conditions();
        return ConditionReader.ofDelete(
                Optional.ofNullable(said.get("ETag")),
                Optional.ofNullable(said.get("LastModifiedTime")),
                Optional.ofNullable(said.get("Size")));
    }
}
