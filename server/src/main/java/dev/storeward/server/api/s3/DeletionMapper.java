package dev.storeward.server.api.s3;

import dev.storeward.server.http.response.Response;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.xml.DeleteRequest;
import java.util.Map;
import java.util.Optional;

/** {@code DeleteObjects}: what became of each of them. */
final class DeletionMapper {
    private DeletionMapper() {}

    /**
     * Says it of all of them, or, where it is to be quiet, of those that are still there.
     *
     * @param results in their order, each with what kept it from being deleted
     */
    static Response deleted(
            S3RequestReader sent,
            boolean quiet,
            Map<DeleteRequest.Target, Optional<S3Exception>> results) {
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
                            } else if (!quiet) {
                                xml.start("Deleted").element("Key", target.key()).end();
                            }
                        }));
    }
}
