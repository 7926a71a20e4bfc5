package dev.storeward.server.api.files;

import dev.storeward.core.file.Bucket;
import dev.storeward.core.file.FilePage;
import dev.storeward.core.file.ObjectPage;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.quota.Usage;
import dev.storeward.core.upload.request.UploadedFile;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** Between the core's words and the files door's. */
final class FilesMapper {
    private static final double MEBIBYTE = 1 << 20;
    private static final double GIBIBYTE = 1 << 30;

    private FilesMapper() {}

    static FilesJson.Buckets buckets(List<Bucket> buckets) {
        return new FilesJson.Buckets(
                buckets.stream()
                        .map(b -> new FilesJson.BucketItem(b.name(), time(b.createdAt())))
                        .toList());
    }

    /**
     * One page of a bucket.
     *
     * @param inPages whether the client asked for pages: others get the seed's fields and no more
     * @param url where a file of this name is
     */
    static Object objects(
            ObjectPage page, boolean inPages, Function<String, @Nullable String> url) {
        FilesJson.Objects objects =
                new FilesJson.Objects(
                        page.entries().stream()
                                .map(entry -> entry(entry, inPages ? url : name -> null))
                                .toList(),
                        page.bucket(),
                        page.prefix(),
                        page.userFolder());
        return inPages
                ? new FilesJson.ObjectsInPages(
                        objects, page.nextCursor().isEmpty() ? null : page.nextCursor())
                : objects;
    }

    private static FilesJson.ObjectItem entry(
            ObjectPage.Entry entry, Function<String, @Nullable String> url) {
        return switch (entry) {
            case ObjectPage.FileEntry(StoredFile file) ->
                    new FilesJson.ObjectItem(
                            file.address(),
                            file.size(),
                            time(file.uploadedAt()),
                            file.etag(),
                            url.apply(file.address()));
            case ObjectPage.FolderEntry(String name, StoredFile first) ->
                    new FilesJson.ObjectItem(name, 0, time(first.uploadedAt()), "", null);
        };
    }

    /**
     * One page.
     *
     * @param withCursor whether the client pages by cursor: others get the seed's fields and no
     *     more
     */
    static FilesJson.Files files(
            FilePage page,
            boolean withCursor,
            long workspaceId,
            Function<StoredFile, String> link) {
        return new FilesJson.Files(
                page.files().stream().map(f -> item(f, workspaceId, link.apply(f))).toList(),
                new FilesJson.Pagination(
                        page.page(),
                        page.pageSize(),
                        page.totalCount(),
                        page.totalPages(),
                        !page.nextCursor().isEmpty(),
                        page.page() > 1,
                        withCursor ? page.nextCursor() : null));
    }

    private static FilesJson.FileItem item(StoredFile file, long workspaceId, String link) {
        return new FilesJson.FileItem(
                file.number(),
                file.name(),
                file.address(),
                file.size(),
                rounded(file.size() / MEBIBYTE),
                file.contentType(),
                file.category().wireName(),
                time(file.uploadedAt()),
                link,
                null,
                workspaceId);
    }

    static FilesJson.Uploaded uploaded(UploadedFile file) {
        return new FilesJson.Uploaded(
                file.address(),
                file.fileName(),
                file.uniqueName(),
                file.size(),
                file.contentType(),
                uri(file),
                file.number());
    }

    /**
     * Where the object lies, as the tools of its provider take it; in other kinds of places by our
     * own name of the backend.
     */
    private static String uri(UploadedFile file) {
        return switch (file.connector()) {
            case "gcs" -> "gs://" + file.bucket() + "/" + file.key();
            case "azure" ->
                    (file.endpoint().isEmpty() ? "azure:/" : file.endpoint())
                            + "/"
                            + file.bucket()
                            + "/"
                            + UriUtils.encodePath(file.key(), StandardCharsets.UTF_8);
            default -> "s3://" + file.bucket() + "/" + file.key();
        };
    }

    static FilesJson.Metadata metadata(StoredFile file) {
        return new FilesJson.Metadata(
                file.address(),
                file.size(),
                file.contentType(),
                time(file.uploadedAt()),
                file.etag());
    }

    /**
     * @param counted whether to tell when the files were counted
     */
    static FilesJson.UsageFigures usage(Usage usage, boolean counted) {
        Instant countedAt = counted ? usage.countedAt() : null;
        double percentage =
                usage.limitBytes() == 0 ? 100 : 100.0 * usage.usedBytes() / usage.limitBytes();
        return new FilesJson.UsageFigures(
                usage.usedBytes(),
                rounded(usage.usedBytes() / MEBIBYTE),
                rounded(usage.usedBytes() / GIBIBYTE),
                usage.limitBytes(),
                rounded(usage.limitBytes() / MEBIBYTE),
                rounded(usage.limitBytes() / GIBIBYTE),
                rounded(percentage),
                usage.fileCount(),
                usage.remainingBytes(),
                countedAt == null ? null : time(countedAt));
    }

    static FilesJson.Quota quota(Usage usage) {
        return new FilesJson.Quota(
                usage.limitBytes(),
                rounded(usage.limitBytes() / MEBIBYTE),
                rounded(usage.limitBytes() / GIBIBYTE));
    }

    static String time(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.MILLIS));
    }

    /** To two decimals, of which one is always told, and never with an exponent. */
    private static BigDecimal rounded(double value) {
        BigDecimal exact =
                BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
        return exact.scale() < 1 ? exact.setScale(1) : exact;
    }
}
