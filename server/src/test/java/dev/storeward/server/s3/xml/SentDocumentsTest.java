package dev.storeward.server.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.checksum.Checksum;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentDocumentsTest {
    private static final String MD5 = "\"5d41402abc4b2a76b9719d911017c592\"";

    @Test
    @DisplayName("a thousand keys of every length S3 has are deleted at once, and no more")
    void deletes() {
        String key = "&amp;😀".repeat(204);
        String most = "<Object><Key>" + key + "</Key></Object>";
        DeleteRequest read =
                Documents.read(
                        DeleteRequest::read,
                        "<Delete><Quiet>True</Quiet>" + most.repeat(1_000) + "</Delete>");
        assertThat(read.quiet()).isTrue();
        assertThat(read.targets()).hasSize(1_000);
        assertThat(read.targets().getLast().key()).isEqualTo("&😀".repeat(204));
        assertThat(
                        Documents.code(
                                DeleteRequest::read,
                                "<Delete>"
                                        + "<Object><Key>a</Key></Object>".repeat(1_001)
                                        + "</Delete>"))
                .isEqualTo(S3Code.MALFORMED_XML);
    }

    @Test
    @DisplayName("what is asked of an object is told, and nothing is passed over")
    void conditionsOfDeletes() {
        DeleteRequest read =
                Documents.read(
                        DeleteRequest::read,
                        "<Delete><Object><Key> a\tb&#13; </Key><VersionId>null</VersionId><ETag>x</ETag><Size>3</Size></Object></Delete>");
        assertThat(read.quiet()).isFalse();
        assertThat(read.targets())
                .containsExactly(
                        new DeleteRequest.Target(
                                " a\tb\r ", Map.of("VersionId", "null", "ETag", "x", "Size", "3")));
    }

    @ParameterizedTest
    @DisplayName("a key is there, once")
    @ValueSource(
            strings = {
                "<Delete><Object/></Delete>",
                "<Delete><Object><Key/></Object></Delete>",
                "<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>",
                "<Delete><Object><Key>a</Key></Object><Quiet>yes</Quiet></Delete>",
                "<Delete><Object><Key>a</Key></Object><Quiet>true</Quiet><Quiet>true</Quiet></Delete>"
            })
    void keysOfDeletes(String document) {
        assertThat(Documents.code(DeleteRequest::read, document)).isEqualTo(S3Code.MALFORMED_XML);
    }

    @Test
    @DisplayName("ten thousand parts with their checksums are completed at once")
    void completes() {
        String sha256 = "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=";
        String parts =
                IntStream.rangeClosed(1, 10_000)
                        .mapToObj(number ->
                                "\n    <Part>\n      <PartNumber>"
                                        + number
                                        + "</PartNumber>\n      <ETag>"
                                        + MD5.replace("\"", "&quot;")
                                        + "</ETag>\n      <ChecksumSHA256>"
                                        + sha256
                                        + "</ChecksumSHA256>\n    </Part>")
                        .collect(Collectors.joining());
        CompletedUpload read = Documents.read(CompletedUpload::read, complete(parts));
        assertThat(read.parts()).hasSize(10_000);
        assertThat(read.parts().getLast())
                .isEqualTo(
                        new CompletedUpload.Part(
                                10_000,
                                MD5.replace("\"", ""),
                                List.of(new Checksum(ChecksumAlgorithm.SHA256, sha256))));
    }

    @ParameterizedTest
    @DisplayName("parts are numbered 1 to 10,000, ascending, with one tag each")
    @CsvSource({
        "'', MALFORMED_XML",
        "<Part/>, MALFORMED_XML",
        "<Part><PartNumber>1</PartNumber></Part>, MALFORMED_XML",
        "<Part><ETag>a</ETag></Part>, MALFORMED_XML",
        "<Part><PartNumber>x</PartNumber><ETag>a</ETag></Part>, MALFORMED_XML",
        "<Part><PartNumber>-1</PartNumber><ETag>a</ETag></Part>, MALFORMED_XML",
        "<Part><PartNumber>1</PartNumber><PartNumber>1</PartNumber><ETag>a</ETag></Part>, MALFORMED_XML",
        "<Part><PartNumber>1</PartNumber><ETag>a</ETag><Other>a</Other></Part>, MALFORMED_XML",
        "<Part><PartNumber>0</PartNumber><ETag>a</ETag></Part>, INVALID_PART",
        "<Part><PartNumber>10001</PartNumber><ETag>a</ETag></Part>, INVALID_PART",
        "<Part><PartNumber>2</PartNumber><ETag>a</ETag></Part><Part><PartNumber>1</PartNumber><ETag>a</ETag></Part>, INVALID_PART_ORDER",
        "<Part><PartNumber>2</PartNumber><ETag>a</ETag></Part><Part><PartNumber>2</PartNumber><ETag>a</ETag></Part>, INVALID_PART_ORDER",
        "<Part><PartNumber>1</PartNumber><ETag>a</ETag><ChecksumCRC32>bad</ChecksumCRC32></Part>, INVALID_REQUEST"
    })
    void parts(String parts, S3Code code) {
        assertThat(Documents.code(CompletedUpload::read, complete(parts))).isEqualTo(code);
    }

    private static String complete(String parts) {
        return "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>";
    }

    @Test
    @DisplayName("a bucket may be asked for in a location, and for nothing else")
    void buckets() {
        String start = "<CreateBucketConfiguration>";
        String end = "</CreateBucketConfiguration>";
        String location = "<LocationConstraint>eu-west-1</LocationConstraint>";
        assertThat(Documents.read(BucketConfiguration::read, "").location()).isEmpty();
        assertThat(Documents.read(BucketConfiguration::read, start + end).location()).isEmpty();
        assertThat(Documents.read(BucketConfiguration::read, start + location + end).location())
                .isEqualTo("eu-west-1");
        assertThat(Documents.code(BucketConfiguration::read, start + location + location + end))
                .isEqualTo(S3Code.MALFORMED_XML);
        assertThat(Documents.code(BucketConfiguration::read, start + "<Bucket/>" + end))
                .isEqualTo(S3Code.NOT_IMPLEMENTED);
    }

    @Test
    @DisplayName("tags are read from a document and from a header, and written again")
    void tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("b c", "");
        tags.put("é+=/@", "1:_.-");
        TagSet set = new TagSet(tags);
        String document =
                Documents.written(out -> {
                    XmlWriter xml = XmlWriter.begin(out, "Tagging");
                    set.write(xml);
                    xml.finish();
                });
        assertThat(document)
                .contains(
                        "<TagSet><Tag><Key>b c</Key><Value></Value></Tag><Tag><Key>é+=/@</Key><Value>1:_.-</Value></Tag></TagSet>");
        assertThat(Documents.read(TagSet::read, document).tags().toString())
                .isEqualTo(tags.toString());
        assertThat(TagSet.ofHeader("b+c&%C3%A9%2B%3D%2F%40=1%3A_.-").tags().toString())
                .isEqualTo(tags.toString());
        assertThat(TagSet.ofHeader("").tags()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("a tag has a key and a value, once")
    @ValueSource(
            strings = {
                "",
                "<TagSet><Tag><Key>a</Key></Tag></TagSet>",
                "<TagSet><Tag><Value>a</Value></Tag></TagSet>",
                "<TagSet><Tag><Key>a</Key><Key>b</Key></Tag></TagSet>",
                "<TagSet><Other/></TagSet>",
                "<TagSet/><TagSet/>"
            })
    void tagDocuments(String content) {
        assertThat(Documents.code(TagSet::read, "<Tagging>" + content + "</Tagging>"))
                .isEqualTo(S3Code.MALFORMED_XML);
    }

    @Test
    @DisplayName("tags are at most ten, of 128 and 256 characters, each key once")
    void limitsOfTags() {
        String key = "k".repeat(128);
        String value = "v".repeat(256);
        assertThat(TagSet.ofHeader(key + "=" + value).tags()).containsEntry(key, value);
        String eleven =
                IntStream.range(0, 11).mapToObj(i -> "k" + i).collect(Collectors.joining("&"));
        for (String header :
                List.of(
                        key + "k=v",
                        "k=v" + value,
                        "=v",
                        "aws:a=b",
                        "a=b,c",
                        "a=%00",
                        "a=b&a=c",
                        eleven)) {
            assertThat(Documents.code(_ -> TagSet.ofHeader(header), ""))
                    .as(header)
                    .isEqualTo(S3Code.INVALID_TAG);
        }
        assertThat(Documents.code(_ -> TagSet.ofHeader("a=%4"), ""))
                .isEqualTo(S3Code.INVALID_ARGUMENT);
    }

    @Test
    @DisplayName("rules for pages of other origins are read and written again")
    void cors() {
        String origin = "<AllowedOrigin>https://*.example.com</AllowedOrigin>";
        String rule =
                "<CORSRule><ID>one</ID><AllowedHeader>x-*</AllowedHeader><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>"
                        + origin
                        + "<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule>";
        String least =
                "<CORSRule><AllowedMethod>HEAD</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>";
        CorsConfiguration read = Documents.read(CorsConfiguration::read, cors(rule + least));
        assertThat(read.rules())
                .containsExactly(
                        new CorsConfiguration.Rule(
                                "one",
                                List.of("https://*.example.com"),
                                List.of("GET", "PUT"),
                                List.of("x-*"),
                                List.of("ETag"),
                                OptionalInt.of(60)),
                        new CorsConfiguration.Rule(
                                "",
                                List.of("*"),
                                List.of("HEAD"),
                                List.of(),
                                List.of(),
                                OptionalInt.empty()));
        assertThat(Documents.written(read::write)).contains(">" + rule + least + "<");
    }

    @ParameterizedTest
    @DisplayName("a rule that cannot hold is refused")
    @CsvSource({
        "'', MALFORMED_XML",
        "<AllowedMethod>GET</AllowedMethod>, MALFORMED_XML",
        "<AllowedOrigin>*</AllowedOrigin>, MALFORMED_XML",
        "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin><Other/>, MALFORMED_XML",
        "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin><MaxAgeSeconds>-1</MaxAgeSeconds>, MALFORMED_XML",
        "<AllowedMethod>OPTIONS</AllowedMethod><AllowedOrigin>*</AllowedOrigin>, INVALID_REQUEST",
        "<AllowedMethod>get</AllowedMethod><AllowedOrigin>*</AllowedOrigin>, INVALID_REQUEST",
        "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>http://*.*</AllowedOrigin>, INVALID_REQUEST",
        "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin><AllowedHeader>**</AllowedHeader>, INVALID_REQUEST",
        "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin><ExposeHeader>*</ExposeHeader>, INVALID_REQUEST"
    })
    void corsRules(String content, S3Code code) {
        String rule = "<CORSRule>" + content + "</CORSRule>";
        assertThat(Documents.code(CorsConfiguration::read, cors(rule))).isEqualTo(code);
        assertThat(Documents.code(CorsConfiguration::read, cors("")))
                .isEqualTo(S3Code.MALFORMED_XML);
    }

    private static String cors(String rules) {
        return "<CORSConfiguration>" + rules + "</CORSConfiguration>";
    }
}
