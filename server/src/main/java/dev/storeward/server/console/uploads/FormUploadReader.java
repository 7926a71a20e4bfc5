package dev.storeward.server.console.uploads;

import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.core.upload.request.UploadRequest.PlacementHint;
import dev.storeward.server.console.session.OwnPages;
import dev.storeward.server.http.connection.ClientConnection;
import dev.storeward.server.http.request.MultipartBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;

/**
 * The form of a page that holds a file.
 *
 * @param formToken what stands before the file
 */
record FormUploadReader(UploadRequest request, UploadBody body, String formToken) {

    static FormUploadReader of(HttpServletRequest request) {
        MultipartBody form = MultipartBody.of(request);
        MultipartBody.FilePart file = form.file("file");
        ClientConnection client = ClientConnection.of(request);
        UploadRequest asked =
                new UploadRequest(
                        file.fileName(),
                        form.field("path"),
                        "",
                        new PlacementHint("", ""),
                        file.size(),
                        "",
                        "");
        return new FormUploadReader(
                asked,
                new UploadBody() {
                    @Override
                    public InputStream stream() {
                        return file.stream();
                    }

                    @Override
                    public String trailingCategory() {
                        form.rest();
                        return "";
                    }

                    @Override
                    public boolean abandoned() {
                        return client.ended();
                    }
                },
                form.field(OwnPages.FIELD));
    }

    /** Without what forms are proven by. */
    @Override
    public String toString() {
        return "FormUploadReader[" + request.fileName() + "]";
    }
}
