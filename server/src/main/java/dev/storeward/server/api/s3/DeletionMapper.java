package dev.storeward.server.api.s3;

import dev.storeward.server.http.response.Response;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.xml.DeleteRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code DeleteObjects}: what became of each of them. */
final class DeletionMapper {
    private DeletionMapper() {}

    /**
     * Deletes all of them, and says so.
     *
     * @param deletion of one, with what kept it from that
     */
    static Response deleted(
            S3RequestReader sent,
            DeleteRequest asked,
            Function<DeleteRequest.Target, Optional<S3Exception>> deletion) {
        Map<DeleteRequest.Target, Optional<S3Exception>> results = new LinkedHashMap<>();
        asked.targets().forEach(target -> results.put(target, deletion.apply(target)));
        return ObjectMapper.document(
                sent,
                "DeleteResult",
                xml ->
                        results.forEach((target, failure) -> {
                            if (failure.isPresent()) {
                                xml.start("Error")
                                        .element("Key", target.key())
                                        .element("Code", failure.get().code().text())
                                        .element("Message", failure.get().message())
                                        .end();
                            } else if (!asked.quiet()) {
                                xml.start("Deleted").element("Key", target.key()).end();
                            }
                        }));
    }
}
