package dev.storeward.server.api.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.upload.request.UploadedFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectUriTest {
    @ParameterizedTest
    @DisplayName("an uploaded file tells where its object lies in its provider's own words")
    @CsvSource({
        "s3, https://minio.test, b, p/a b.txt, s3://b/p/a b.txt",
        "s3, s3, b, a.txt, s3://b/a.txt",
        "gcs, gs, b, p/a.txt, gs://b/p/a.txt",
        "azure, https://acct.blob.core.windows.net, c, p/a #b.txt,"
                + " https://acct.blob.core.windows.net/c/p/a%20%23b.txt",
        "azure, http://127.0.0.1:10000/acct, c, a.txt, http://127.0.0.1:10000/acct/c/a.txt",
        "azure, '', archive, a b.txt, azure://archive/a%20b.txt",
        "filesystem, file, shared, a.txt, s3://shared/a.txt",
        "'', '', before, a.txt, s3://before/a.txt"
    })
    void theUriIsTheProviders(
            String connector, String endpoint, String bucket, String key, String uri) {
        UploadedFile file =
                new UploadedFile(
                        "organizations/1/files/2/a.txt",
                        "a.txt",
                        "a_1.txt",
                        3,
                        "text/plain",
                        "\"e\"",
                        connector,
                        endpoint,
                        bucket,
                        key,
                        7);

        assertThat(FilesMapper.uploaded(file).s3Uri()).isEqualTo(uri);
    }
}
