package dev.storeward.server.api.files;

import dev.storeward.core.access.Caller;
import dev.storeward.core.file.Address;
import dev.storeward.core.file.Bucket;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.StoredFile;
import dev.storeward.server.http.Json;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.core.JsonGenerator;

/**
 * The objects of a bucket as one JSON answer that is written while it is read, whatever its length.
 */
final class ListingMapper {
    private ListingMapper() {}

    record Asked(String bucket, String prefix, boolean recursive) {}

    static ServerResponse answer(Files files, Caller caller, Asked asked, Json json) {
        Bucket bucket = files.bucket(caller, asked.bucket());
        String prefix = Address.prefixOfCaller(caller, asked.prefix());
        return ServerResponse.ok()
                .header("Content-Type", "application/json")
                .build((request, response) -> {
                    try (JsonGenerator out =
                            json.mapper().createGenerator(response.getOutputStream())) {
                        out.writeStartObject();
                        out.writeBooleanProperty("success", true);
                        out.writeObjectPropertyStart("data");
                        out.writeArrayPropertyStart("objects");
                        Items items = new Items(out, prefix, asked.recursive());
                        files.forEachIn(caller, bucket, prefix, items::add);
                        out.writeEndArray();
                        out.writeStringProperty("bucket", bucket.name());
                        out.writeStringProperty("prefix", prefix);
                        out.writeStringProperty("user_folder", Address.folderOf(caller));
                        out.writeEndObject();
                        out.writeStringProperty("message", "Objects retrieved.");
                        out.writeEndObject();
                    }
                    return null;
                });
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
