package dev.storeward.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.upload.request.UploadedFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class UploadOnceTest {
    private static final UploadedFile FILE =
            in("gcs", "gs", "bucket", "prefix/organizations/1/a.txt");

    private static UploadedFile in(String connector, String endpoint, String bucket, String key) {
        return new UploadedFile(
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
    }

    @Test
    @DisplayName("an answer that is kept is told again as it was")
    void aKeptAnswerIsTheSame() {
        assertThat(UploadOnce.kept(new JsonMapper().writeValueAsString(FILE))).isEqualTo(FILE);
    }

    @ParameterizedTest
    @DisplayName("an answer that an earlier version kept, with a URI for the place, is understood")
    @CsvSource({
        "s3://bucket/prefix/organizations/1/a.txt, bucket, prefix/organizations/1/a.txt",
        "s3:///a//b c, '', a//b c"
    })
    void anEarlierAnswerIsUnderstood(String uri, String bucket, String key) {
        String kept =
                """
                {"address":"organizations/1/files/2/a.txt","fileName":"a.txt",
                 "uniqueName":"a_1.txt","size":3,"contentType":"text/plain","etag":"\\"e\\"",
                 "uri":"%s","number":7}
                """
                        .formatted(uri);
        assertThat(UploadOnce.kept(kept)).isEqualTo(in("", "", bucket, key));
    }

    @Test
    @DisplayName("an answer that was kept before the kind of place was told is understood")
    void anAnswerWithoutAKindOfPlaceIsUnderstood() {
        assertThat(
                        UploadOnce.kept(
                                """
                                {"address":"organizations/1/files/2/a.txt","fileName":"a.txt",
                                 "uniqueName":"a_1.txt","size":3,"contentType":"text/plain",
                                 "etag":"\\"e\\"","bucket":"shared","key":"a/b","number":7}
                                """))
                .isEqualTo(in("", "", "shared", "a/b"));
    }
}
