package dev.storeward.server.api.files;

import dev.storeward.core.Problem;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.core.upload.request.UploadRequest.PlacementHint;
import dev.storeward.server.http.connection.ClientConnection;
import dev.storeward.server.http.request.MultipartBody;
import dev.storeward.server.http.request.Queries;
import dev.storeward.server.http.request.SingleHeader;
import dev.storeward.server.http.request.WholeBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The two shapes of an upload on this door, a multipart form and a raw body, as one. */
record UploadReader(UploadRequest request, UploadBody body) {
    private static final List<String> BEFORE_FILE_ONLY = List.of("path", "storage_key", "region");

    static UploadReader of(HttpServletRequest request) {
        String type = SingleHeader.of(request, "Content-Type").orElse("");
        return mediaType(type).equals("multipart/form-data") ? multipart(request) : raw(request);
    }

    /** Without the parameters behind it. */
    private static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static UploadReader multipart(HttpServletRequest request) {
        Queries query = new Queries(request);
        MultipartBody form = MultipartBody.of(request);
        MultipartBody.FilePart file = form.file("file");
        UploadRequest asked =
                asked(
                        request,
                        file.fileName(),
                        name ->
                                form.field(name).isEmpty()
                                        ? query.text(name, "")
                                        : form.field(name),
                        file.size());
        Map<String, String> before =
                BEFORE_FILE_ONLY.stream()
                        .collect(Collectors.toUnmodifiableMap(name -> name, form::field));
        ClientConnection client = ClientConnection.of(request);
        String categoryBefore = form.field("file_category");
        return new UploadReader(
                asked,
                new UploadBody() {
                    @Override
                    public InputStream stream() {
                        return file.stream();
                    }

                    @Override
                    public String trailingCategory() {
                        form.rest();
                        before.forEach(
                                (name, value) -> requireUnchanged(name, value, form.field(name)));
                        String category = form.field("file_category");
                        return category.equals(categoryBefore) ? "" : category;
                    }

                    @Override
                    public boolean abandoned() {
                        return client.ended();
                    }
                });
    }

    private static void requireUnchanged(String field, String before, String after) {
        if (!before.equals(after)) {
            throw Problem.invalid(
                            field,
                            "Came after the file, when its place was already chosen. Send this part before the part 'file'.")
                    .asException();
        }
    }

    private static UploadReader raw(HttpServletRequest request) {
        Queries query = new Queries(request);
        if (query.text("file_name", "").isEmpty()) {
            throw Problem.invalid(
                            "file_name",
                            "A raw body needs its name in the query: POST /upload?file_name=NAME. Or send multipart/form-data with a part 'file'.")
                    .asException();
        }
        long length = request.getContentLengthLong();
        UploadRequest asked =
                asked(
                        request,
                        query.text("file_name", ""),
                        name -> query.text(name, ""),
                        length < 0 ? SizeEstimate.UNKNOWN : SizeEstimate.exact(length));
        InputStream stream = WholeBody.of(request);
        ClientConnection client = ClientConnection.of(request);
        return new UploadReader(
                asked,
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
                });
    }

    private static UploadRequest asked(
            HttpServletRequest request,
            String fileName,
            java.util.function.UnaryOperator<String> field,
            SizeEstimate size) {
        return new UploadRequest(
                fileName,
                field.apply("path"),
                field.apply("file_category"),
                new PlacementHint(field.apply("storage_key"), field.apply("region")),
                size,
                SingleHeader.of(request, "X-Content-SHA256").orElse("").strip(),
                SingleHeader.of(request, "Idempotency-Key").orElse("").strip());
    }
}
