package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not done is refused, and nothing is changed: none of it is taken silently. */
@ExtendWith(SharedServers.class)
class UnsupportedTest {
    private static S3User user;
    private static String object;

    @BeforeAll
    static void start() {
        RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        user = S3User.on(server);
        object = "/kept/k";
        user.send("PUT", "/kept", "");
        user.send("PUT", object, "as it was");
    }

    private static void assertUntouched() {
        assertThat(user.send("GET", object, "").text()).isEqualTo("as it was");
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-acl, public-read, 501 NotImplemented",
        "x-amz-acl, bucket-owner-full-control, 501 NotImplemented",
        "x-amz-acl, public-ready, 400 InvalidArgument",
        "x-amz-grant-read, 'id=\"x\"', 501 NotImplemented",
        "x-amz-storage-class, GLACIER, 501 NotImplemented",
        "x-amz-storage-class, STANDARD_IA, 501 NotImplemented",
        "x-amz-storage-class, REDUCED_REDUNDANCY, 501 NotImplemented",
        "x-amz-storage-class, WRONG, 400 InvalidStorageClass",
        "x-amz-server-side-encryption, aws:kms, 501 NotImplemented",
        "x-amz-server-side-encryption-context, x, 501 NotImplemented",
        "x-amz-server-side-encryption-bucket-key-enabled, true, 501 NotImplemented",
        "x-amz-object-lock-mode, GOVERNANCE, 501 NotImplemented",
        "x-amz-object-lock-legal-hold, ON, 501 NotImplemented",
        "x-amz-website-redirect-location, /x, 501 NotImplemented",
        "x-amz-write-offset-bytes, 9, 501 NotImplemented",
        "x-amz-expected-bucket-owner, 123456789012, 403 AccessDenied",
    })
    void headersOfAPut(String name, String value, String expected) {
        assertThat(refusal(user.send("PUT", object, "changed", name, value))).isEqualTo(expected);
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-amz-acl private",
                "x-amz-storage-class STANDARD",
                "x-amz-server-side-encryption AES256",
                "x-amz-request-payer requester"
            })
    void whatIsSoAnywayIsTaken(String header) {
        String[] words = header.split(" ", -1);
        assertThat(user.send("PUT", "/kept/taken", "x", words[0], words[1]).status())
                .isEqualTo(200);
        String owner = user.member().userId().toString();
        assertThat(user.send("GET", object, "", "x-amz-expected-bucket-owner", owner).text())
                .isEqualTo("as it was");
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-bucket-object-lock-enabled, true, 501 NotImplemented",
        "x-amz-object-ownership, ObjectWriter, 501 NotImplemented",
        "x-amz-object-ownership, WRONG, 400 InvalidArgument",
        "x-amz-acl, public-read, 501 NotImplemented",
        "x-amz-grant-full-control, 'id=\"x\"', 501 NotImplemented",
        "x-amz-object-ownership, BucketOwnerEnforced, 200",
        "x-amz-bucket-object-lock-enabled, false, 200",
    })
    void headersOfANewBucket(String name, String value, String expected) {
        String bucket = "/of-headers";
        assertThat(refusal(user.send("PUT", bucket, "", name, value))).isEqualTo(expected);
        assertThat(user.send("HEAD", bucket, "").status())
                .isEqualTo(expected.equals("200") ? 200 : 404);
        user.send("DELETE", bucket, "");
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-copy-source-range, bytes=0-1",
        "x-amz-checksum-algorithm, SHA256",
        "x-amz-copy-source-server-side-encryption-customer-algorithm, AES256",
        "x-amz-storage-class, GLACIER",
    })
    void headersOfACopy(String name, String value) {
        assertThat(
                        refusal(
                                user.send(
                                        "PUT",
                                        "/kept/copy",
                                        "",
                                        "x-amz-copy-source",
                                        "kept/k",
                                        name,
                                        value)))
                .isEqualTo("501 NotImplemented");
        assertThat(user.send("HEAD", "/kept/copy", "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "annotation",
                "append",
                "cors",
                "encryption",
                "partNumber=1",
                "renameObject",
                "restore",
                "select&select-type=2",
                "some-thing=new",
                "torrent",
                "website"
            })
    void changesOfAnObjectThatAreNone(String query) {
        for (String method : new String[] {"PUT", "DELETE", "POST"}) {
            assertThat(refusal(user.send(method, object + "?" + query, "changed")))
                    .as(method)
                    .isEqualTo("501 NotImplemented");
        }
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abac",
                "accelerate",
                "analytics&id=1",
                "intelligent-tiering&id=1",
                "inventory&id=1",
                "logging",
                "metadataConfiguration",
                "metadataTable",
                "metrics&id=1",
                "notification",
                "requestPayment",
                "some-thing=new",
                "versioning"
            })
    void changesOfABucketThatAreNone(String query) {
        for (String method : new String[] {"PUT", "DELETE", "POST"}) {
            assertThat(refusal(user.send(method, "/kept?" + query, "<x/>")))
                    .as(method)
                    .isEqualTo("501 NotImplemented");
        }
        assertUntouched();
        user.send("PUT", "/empty", "");
        user.send("DELETE", "/empty?" + query, "");
        assertThat(user.send("HEAD", "/empty", "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abac",
                "analytics",
                "intelligent-tiering",
                "inventory",
                "metadataConfiguration",
                "metadataTable",
                "metrics",
                "session"
            })
    void questionsAboutABucketThatHaveNoAnswer(String query) {
        assertThat(refusal(user.send("GET", "/kept?" + query, ""))).isEqualTo("501 NotImplemented");
    }

    @Test
    void methodsThereAreNot() {
        assertThat(refusal(user.send("POST", object, ""))).isEqualTo("405 MethodNotAllowed");
        assertThat(refusal(user.send("POST", "/", ""))).isEqualTo("405 MethodNotAllowed");
        assertThat(refusal(user.send("PATCH", object, ""))).isEqualTo("405 MethodNotAllowed");
        assertUntouched();
    }

    @Test
    void listsOfWhoMayDoWhat() {
        assertThat(user.send("PUT", object + "?acl", "", "x-amz-acl", "private").status())
                .isEqualTo(200);
        String everything = list(user.member().userId().toString(), "FULL_CONTROL");
        for (String path : new String[] {object, "/kept"}) {
            assertThat(user.send("PUT", path + "?acl", everything).status()).isEqualTo(200);
        }
        assertThat(acl("<AccessControlPolicy/>")).isEqualTo("501 NotImplemented");
        assertThat(acl(list(user.member().userId().toString(), "READ")))
                .isEqualTo("501 NotImplemented");
        assertThat(acl(list(UUID.randomUUID().toString(), "FULL_CONTROL")))
                .isEqualTo("501 NotImplemented");
        assertThat(acl(list("nobody", "FULL_CONTROL"))).isEqualTo("400 InvalidArgument");
        assertThat(acl(list("x", "READ").replace("<ID>x</ID>", "<EmailAddress>x</EmailAddress>")))
                .isEqualTo("400 UnresolvableGrantByEmailAddress");
        assertThat(acl("<AccessControl/>")).isEqualTo("400 MalformedXML");
        assertThat(refusal(user.send("PUT", "/kept?acl", "", "x-amz-acl", "public-read")))
                .isEqualTo("501 NotImplemented");
        assertThat(user.send("GET", object + "?acl", "").text())
                .contains("<Permission>FULL_CONTROL</Permission>");
    }

    private static String acl(String document) {
        return refusal(user.send("PUT", object + "?acl", document));
    }

    private static String list(String grantee, String permission) {
        return """
        <AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Owner><DisplayName>me</DisplayName><ID>%s</ID></Owner>
          <AccessControlList><Grant>
            <Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                     xsi:type="CanonicalUser"><ID>%s</ID></Grantee>
            <Permission>%s</Permission>
          </Grant></AccessControlList>
        </AccessControlPolicy>\
        """
                .formatted(user.member().userId(), grantee, permission);
    }

    /** As S3 says it of a bucket that was made without locks. */
    @Test
    void locksOfWhatHasNone() {
        for (String query : new String[] {"retention", "legal-hold"}) {
            for (String method : new String[] {"GET", "PUT"}) {
                assertThat(refusal(user.send(method, object + "?" + query, "")))
                        .as(method + " " + query)
                        .isEqualTo("400 InvalidRequest");
            }
            assertThat(refusal(user.send("DELETE", object + "?" + query, "")))
                    .isEqualTo("501 NotImplemented");
        }
        assertThat(refusal(user.send("PUT", "/kept?object-lock", "<ObjectLockConfiguration/>")))
                .isEqualTo("409 InvalidBucketState");
        assertThat(refusal(user.send("DELETE", "/kept?object-lock", "")))
                .isEqualTo("501 NotImplemented");
        assertUntouched();
    }

    /** Rules that delete or move are not done; whoever sends wrong ones is told what is wrong. */
    @ParameterizedTest
    @CsvSource({
        "<Status>Enabled</Status><Expiration><Days>1</Days></Expiration>, 501 NotImplemented",
        "'<ID>a</ID><Filter><And><Prefix>x</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter><Status>Disabled</Status><Transition><Days>0</Days><StorageClass>GLACIER</StorageClass></Transition>', 501 NotImplemented",
        "<Status>Enabled</Status><Expiration><Date>2031-01-01</Date></Expiration>, 501 NotImplemented",
        "<Status>Enabled</Status><Expiration><Date>2031-01-01T00:00:00Z</Date></Expiration>, 501 NotImplemented",
        "<Status>Enabled</Status><Expiration><Date>1970-08-22T19:08:21Z</Date></Expiration>, 400 InvalidArgument",
        "<Status>Enabled</Status><Expiration><Date>soon</Date></Expiration>, 400 MalformedXML",
        "<Status>Enabled</Status><Expiration><Days>0</Days></Expiration>, 400 InvalidArgument",
        "<Status>Enabled</Status><Expiration><Days>-1</Days></Expiration>, 400 MalformedXML",
        "<Status>enabled</Status>, 400 MalformedXML",
        "<ID>a</ID>, 400 MalformedXML",
        "<Status>Enabled</Status><Filter><Filter/></Filter>, 400 MalformedXML",
        "<Status>Enabled</Status><Rule/>, 400 MalformedXML",
        "'<ID>a</ID><Status>Enabled</Status></Rule><Rule><ID>a</ID><Status>Enabled</Status>', 400 InvalidArgument",
        "'<ID>LONG</ID><Status>Enabled</Status>', 400 InvalidArgument",
    })
    void rulesOfTheLifeOfObjects(String rule, String expected) {
        String document =
                "<LifecycleConfiguration><Rule>%s</Rule></LifecycleConfiguration>"
                        .formatted(rule.replace("LONG", "a".repeat(256)));

        assertThat(refusal(user.send("PUT", "/kept?lifecycle", document))).isEqualTo(expected);
        assertThat(refusal(user.send("GET", "/kept?lifecycle", "")))
                .isEqualTo("404 NoSuchLifecycleConfiguration");
        assertUntouched();
    }
}
