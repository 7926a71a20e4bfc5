package dev.storeward.server.api.files;

import dev.storeward.core.file.Files;
import dev.storeward.core.file.StoredFile;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.StreamedResponse;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.core.JsonGenerator;

/**
 * The objects of a bucket as one JSON answer that is written while it is read, whatever its length.
 */
final class ListingMapper {
    private ListingMapper() {}

    /** The first page is read before the status is sent; what fails behind it cuts the answer. */
    static ServerResponse answer(
            Files.Listing listing, boolean recursive, Json json, FilesErrors errors) {
        List<StoredFile> first = listing.page("");
        return new StreamedResponse(
                200,
                Map.of("Content-Type", "application/json"),
                errors,
                response -> write(listing, first, recursive, json, response.getOutputStream()));
    }

    private static void write(
            Files.Listing listing,
            List<StoredFile> first,
            boolean recursive,
            Json json,
            OutputStream stream) {
        // Closing a generator would end a broken answer as if it were whole, so only a whole one is
        // flushed.
        JsonGenerator out = json.mapper().createGenerator(stream);
        out.writeStartObject();
        out.writeBooleanProperty("success", true);
        out.writeObjectPropertyStart("data");
        out.writeArrayPropertyStart("objects");
        Items items = new Items(out, listing.prefix(), recursive);
        List<StoredFile> page = first;
        page.forEach(items::add);
        while (listing.isFull(page)) {
            page = listing.page(page.getLast().address());
            page.forEach(items::add);
        }
        out.writeEndArray();
        out.writeStringProperty("bucket", listing.bucketName());
        out.writeStringProperty("prefix", listing.prefix());
        out.writeStringProperty("user_folder", listing.userFolder());
        out.writeEndObject();
        out.writeStringProperty("message", "Objects retrieved.");
        out.writeEndObject();
        out.flush();
    }

    /** Writes each file, or each folder once where the listing is not recursive. */
    private static final class Items {
        private final JsonGenerator out;
        private final String prefix;
        private final boolean recursive;
        private String lastFolder = "";

        Items(JsonGenerator out, String prefix, boolean recursive) {
            this.out = out;
            this.prefix = prefix;
            this.recursive = recursive;
        }

        void add(StoredFile file) {
            int slash = recursive ? -1 : file.address().indexOf('/', prefix.length());
            if (slash < 0) {
                out.writePOJO(FilesMapper.object(file));
                return;
            }
            String folder = file.address().substring(0, slash + 1);
            if (!folder.equals(lastFolder)) {
                lastFolder = folder;
                out.writePOJO(FilesMapper.folder(folder, file));
            }
        }
    }
}
