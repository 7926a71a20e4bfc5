package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Listings, in both of their forms and as versions. */
@ExtendWith(SharedServers.class)
class ListingsTest {
    private static S3User user;
    private static S3Client s3;

    @BeforeAll
    static void start() {
        RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        user = S3User.on(server);
        s3 = user.client();
        make("tree", "asdf", "boo/bar", "boo/baz/xyzzy", "cquux/bla", "cquux/thud");
        make("plain", "bar", "baz", "foo", "quxx");
        make("signs", "asdf+b", "foo+1/bar", "foo/bar/xyzzy", "quux ab/thud", "é/x");
        make("under", "_obj1_", "_under1/bar", "_under1/baz/xyzzy", "_under2/bla", "_under2/thud");
    }

    private static void make(String bucket, String... keys) {
        s3.createBucket(make -> make.bucket(bucket));
        for (String key : keys) {
            user.put(s3, bucket, key, "content of " + key);
        }
    }

    private static List<String> keys(ListObjectsV2Response page) {
        List<String> keys = new ArrayList<>(page.contents().stream().map(S3Object::key).toList());
        keys.addAll(page.commonPrefixes().stream().map(CommonPrefix::prefix).toList());
        return keys;
    }

    private static List<String> keys(ListObjectsResponse page) {
        List<String> keys = new ArrayList<>(page.contents().stream().map(S3Object::key).toList());
        keys.addAll(page.commonPrefixes().stream().map(CommonPrefix::prefix).toList());
        return keys;
    }

    @ParameterizedTest
    @CsvSource({
        "tree, '', /, asdf|boo/|cquux/",
        "tree, boo/, /, boo/bar|boo/baz/",
        "tree, boo, /, boo/",
        "tree, boo/, '', boo/bar|boo/baz/xyzzy",
        "tree, d, /, ''",
        "tree, b, z, boo/bar|boo/baz",
        "plain, '', a, foo|quxx|ba",
        "plain, ba, a, bar|baz",
        "plain, b, a, ba",
        "plain, '', /, bar|baz|foo|quxx",
        "plain, ba, '', bar|baz",
        "signs, '', +, foo/bar/xyzzy|quux ab/thud|é/x|asdf+|foo+",
        "signs, 'quux ', ' ', quux ab/thud",
        "signs, quux, ' ', 'quux '",
        "under, '', /, _obj1_|_under1/|_under2/",
        "under, _under1/, /, _under1/bar|_under1/baz/",
    })
    void aPrefixAndADelimiterSayWhatIsShown(
            String bucket, String prefix, String delimiter, String shown) {
        List<String> expected = shown.isEmpty() ? List.of() : List.of(shown.split("\\|"));

        ListObjectsV2Response second =
                s3.listObjectsV2(l -> l.bucket(bucket).prefix(prefix).delimiter(delimiter));
        assertThat(keys(second)).isEqualTo(expected);
        assertThat(second.keyCount()).isEqualTo(expected.size());
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.maxKeys()).isEqualTo(1_000);
        assertThat(second.prefix()).isEqualTo(prefix);
        ListObjectsResponse first =
                s3.listObjects(l -> l.bucket(bucket).prefix(prefix).delimiter(delimiter));
        assertThat(keys(first)).isEqualTo(expected);
        assertThat(first.marker()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void pagesAreTheWholeInOrder(int most) {
        for (String delimiter : List.of("", "/")) {
            ListObjectsV2Request.Builder request =
                    ListObjectsV2Request.builder()
                            .bucket("tree")
                            .maxKeys(most)
                            .delimiter(delimiter);
            List<String> seen = new ArrayList<>();
            ListObjectsV2Response page;
            do {
                page = s3.listObjectsV2(request.build());
                assertThat(page.keyCount()).isBetween(1, most);
                seen.addAll(keys(page));
                request.continuationToken(page.nextContinuationToken());
            } while (page.isTruncated());

            assertThat(seen)
                    .isEqualTo(
                            delimiter.isEmpty()
                                    ? List.of(
                                            "asdf",
                                            "boo/bar",
                                            "boo/baz/xyzzy",
                                            "cquux/bla",
                                            "cquux/thud")
                                    : List.of("asdf", "boo/", "cquux/"));
            assertThat(page.nextContinuationToken()).isNull();
        }
    }

    @Test
    void theFirstFormGoesOnBehindAMarker() {
        ListObjectsResponse one = s3.listObjects(l -> l.bucket("tree").maxKeys(1).delimiter("/"));
        assertThat(keys(one)).containsExactly("asdf");
        assertThat(one.nextMarker()).isEqualTo("asdf");
        ListObjectsResponse two =
                s3.listObjects(l -> l.bucket("tree").maxKeys(1).delimiter("/").marker("asdf"));
        assertThat(keys(two)).containsExactly("boo/");
        assertThat(two.nextMarker()).isEqualTo("boo/");
        ListObjectsResponse three =
                s3.listObjects(l -> l.bucket("tree").maxKeys(1).delimiter("/").marker("boo/"));
        assertThat(keys(three)).containsExactly("cquux/");
        assertThat(three.isTruncated()).isFalse();
        assertThat(three.nextMarker()).isNull();

        ListObjectsResponse plain = s3.listObjects(l -> l.bucket("plain").maxKeys(2));
        assertThat(plain.isTruncated()).isTrue();
        // Without a delimiter it is the last key.
        assertThat(plain.nextMarker()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "blah, foo|quxx",
        "bar, baz|foo|quxx",
        "zzz, ''",
        "aaa, bar|baz|foo|quxx",
        "'\n', bar|baz|foo|quxx"
    })
    void aStartNeedNotBeThere(String start, String shown) {
        List<String> expected = shown.isEmpty() ? List.of() : List.of(shown.split("\\|"));

        ListObjectsV2Response second = s3.listObjectsV2(l -> l.bucket("plain").startAfter(start));
        assertThat(keys(second)).isEqualTo(expected);
        assertThat(second.startAfter()).isEqualTo(start);
        ListObjectsResponse first = s3.listObjects(l -> l.bucket("plain").marker(start));
        assertThat(keys(first)).isEqualTo(expected);
        assertThat(first.marker()).isEqualTo(start);
    }

    @Test
    void aTokenGoesOnWhateverTheStart() {
        ListObjectsV2Response one =
                s3.listObjectsV2(l -> l.bucket("plain").startAfter("bar").maxKeys(1));
        assertThat(keys(one)).containsExactly("baz");
        ListObjectsV2Response two =
                s3.listObjectsV2(l ->
                        l.bucket("plain")
                                .startAfter("bar")
                                .continuationToken(one.nextContinuationToken()));
        assertThat(keys(two)).containsExactly("foo", "quxx");
        assertThat(two.continuationToken()).isEqualTo(one.nextContinuationToken());
        assertThat(two.startAfter()).isEqualTo("bar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-keys=-1",
                "max-keys=blah",
                "max-keys=%0a",
                "max-keys=2147483648",
                "encoding-type=xml",
                "list-type=3",
                "list-type=2&continuation-token=",
                "list-type=2&continuation-token=zz%3d"
            })
    void whatIsNoneIsRefused(String query) {
        Answer refused = user.send("GET", "/plain?" + query, "");

        assertThat(refusal(refused)).isEqualTo("400 InvalidArgument");
        assertThat(refused.text()).contains("<ArgumentName>");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 1, 1", "1000, 1000, 4", "1001, 1000, 4", "2147483647, 1000, 4"})
    void aPageHasAThousandAtMost(String sent, int told, int shown) {
        ListObjectsV2Response page =
                s3.listObjectsV2(l -> l.bucket("plain").maxKeys(Integer.valueOf(sent)));

        assertThat(page.maxKeys()).isEqualTo(told);
        assertThat(page.keyCount()).isEqualTo(shown);
        assertThat(page.isTruncated()).isEqualTo(shown == 1);
    }

    @Test
    void keysAreEncodedWhereThatIsAsked() {
        String listed =
                user.send("GET", "/signs?list-type=2&encoding-type=url&delimiter=%2F", "").text();

        assertThat(listed)
                .contains("<Key>asdf%2Bb</Key>")
                .contains("<Prefix>foo%2B1/</Prefix>")
                .contains("<Prefix>foo/</Prefix>")
                .contains("<Prefix>quux%20ab/</Prefix>")
                .contains("<Prefix>%C3%A9/</Prefix>")
                .contains("<EncodingType>url</EncodingType>");
        assertThat(user.send("GET", "/signs?delimiter=%2F", "").text())
                .contains("<Key>asdf+b</Key>")
                .contains("<Prefix>é/</Prefix>");
    }

    @Test
    void eachIsAsItsOwnRequestTellsIt() {
        S3Object listed =
                s3.listObjectsV2(l -> l.bucket("plain").fetchOwner(true)).contents().getFirst();

        var head = s3.headObject(h -> h.bucket("plain").key("bar"));
        assertThat(listed.eTag()).isEqualTo(head.eTag());
        assertThat(listed.size()).isEqualTo(head.contentLength());
        assertThat(listed.lastModified().getEpochSecond())
                .isEqualTo(head.lastModified().getEpochSecond());
        assertThat(listed.storageClassAsString()).isEqualTo("STANDARD");
        assertThat(listed.owner().id()).isEqualTo(user.member().userId().toString());
        assertThat(s3.listObjectsV2(l -> l.bucket("plain")).contents().getFirst().owner()).isNull();
    }

    @Test
    void everyObjectIsTheOneVersionOfIt() {
        ListObjectVersionsResponse one =
                s3.listObjectVersions(l -> l.bucket("plain").maxKeys(3).encodingType("url"));
        assertThat(one.versions())
                .extracting(ObjectVersion::key)
                .containsExactly("bar", "baz", "foo");
        assertThat(one.versions())
                .allSatisfy(version -> {
                    assertThat(version.versionId()).isEqualTo("null");
                    assertThat(version.isLatest()).isTrue();
                });
        ListObjectVersionsResponse two =
                s3.listObjectVersions(l ->
                        l.bucket("plain")
                                .keyMarker(one.nextKeyMarker())
                                .versionIdMarker(one.nextVersionIdMarker()));
        assertThat(two.versions()).extracting(ObjectVersion::key).containsExactly("quxx");
        assertThat(two.isTruncated()).isFalse();
        assertThat(two.deleteMarkers()).isEmpty();
    }
}
