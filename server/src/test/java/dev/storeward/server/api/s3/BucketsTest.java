package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;

/** Buckets are folders of a user's own. */
@ExtendWith(SharedServers.class)
class BucketsTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();

    private List<String> names() {
        return s3.listBuckets().buckets().stream().map(Bucket::name).toList();
    }

    @Test
    void theWholeFolderIsThereAndOthersAreMade() {
        assertThat(names()).containsExactly(user.whole());

        assertThat(s3.createBucket(make -> make.bucket("photos")).location()).isEqualTo("/photos");
        s3.createBucket(make ->
                make.bucket("a.b-c")
                        .createBucketConfiguration(
                                where -> where.locationConstraint("eu-central-1")));

        assertThat(names()).containsExactly("a.b-c", "photos", user.whole());
        assertThat(s3.listBuckets().owner().id()).isEqualTo(user.member().userId().toString());
        assertThat(s3.headBucket(head -> head.bucket("photos")).bucketRegion())
                .isEqualTo("us-east-1");
        assertThat(s3.getBucketLocation(get -> get.bucket("photos")).locationConstraintAsString())
                .isNullOrEmpty();
    }

    @Test
    void oneThatIsThereIsNotMadeAgain() {
        s3.createBucket(make -> make.bucket("photos"));

        assertThat(refusal(() -> s3.createBucket(make -> make.bucket("photos"))))
                .isEqualTo("409 BucketAlreadyOwnedByYou");
        assertThat(refusal(() -> s3.createBucket(make -> make.bucket(user.whole()))))
                .isEqualTo("409 BucketAlreadyOwnedByYou");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "-abc",
                "abc-",
                "Abc",
                "a_bc",
                "a..b",
                "a.-b",
                "a-.b",
                "192.168.5.123",
                "xn--abc",
                "abc-s3alias"
            })
    void aNameIsOneThatAmazonTakes(String name) {
        assertThat(refusal(user.send("PUT", "/" + name, ""))).isEqualTo("400 InvalidBucketName");
        assertThat(names()).containsExactly(user.whole());
    }

    @Test
    void aNameHasThreeToSixtyThreeCharacters() {
        s3.createBucket(make -> make.bucket("a1b"));
        s3.createBucket(make -> make.bucket("x".repeat(63)));
        assertThat(refusal(user.send("PUT", "/" + "x".repeat(64), "")))
                .isEqualTo("400 InvalidBucketName");
    }

    @Test
    void onlyAnEmptyOneIsRemoved() {
        s3.createBucket(make -> make.bucket("photos"));
        user.put(s3, "photos", "a", "1");

        assertThat(refusal(() -> s3.deleteBucket(delete -> delete.bucket("photos"))))
                .isEqualTo("409 BucketNotEmpty");
        s3.deleteObject(delete -> delete.bucket("photos").key("a"));
        s3.deleteBucket(delete -> delete.bucket("photos"));

        assertThat(names()).containsExactly(user.whole());
        assertThat(refusal(() -> s3.deleteBucket(delete -> delete.bucket("photos"))))
                .isEqualTo("404 NoSuchBucket");
        assertThat(refusal(() -> s3.deleteBucket(delete -> delete.bucket(user.whole()))))
                .isEqualTo("403 AccessDenied");
    }

    @Test
    void whatIsInOneIsInTheWholeFolderUnderItsName() {
        s3.createBucket(make -> make.bucket("photos"));
        user.put(s3, "photos", "a/b.txt", "in a bucket");
        user.put(s3, user.whole(), "photos/c.txt", "in the folder");

        assertThat(user.text(s3, user.whole(), "photos/a/b.txt")).isEqualTo("in a bucket");
        assertThat(user.text(s3, "photos", "c.txt")).isEqualTo("in the folder");
    }

    @Test
    void nobodySeesThoseOfOthers() {
        s3.createBucket(make -> make.bucket("photos"));
        user.put(s3, "photos", "a", "1");
        S3User colleague = user.colleague();
        S3Client theirs = colleague.client();

        assertThat(theirs.listBuckets().buckets())
                .extracting(Bucket::name)
                .containsExactly(user.whole());
        assertThat(refusal(() -> theirs.listObjectsV2(list -> list.bucket("photos"))))
                .isEqualTo("404 NoSuchBucket");
        assertThat(refusal(() -> theirs.getObject(get -> get.bucket(user.whole()).key("photos/a"))))
                .isEqualTo("404 NoSuchKey");
        S3User stranger = S3User.on(server);
        assertThat(refusal(() -> stranger.client().headBucket(h -> h.bucket(user.whole()))))
                .startsWith("404");
        theirs.createBucket(make -> make.bucket("photos"));
        assertThat(theirs.listObjectsV2(list -> list.bucket("photos")).contents()).isEmpty();
    }

    @Test
    void theyAreListedPageByPage() {
        List.of("aa1", "aa2", "bb1").forEach(name -> s3.createBucket(make -> make.bucket(name)));

        ListBucketsResponse first = s3.listBuckets(list -> list.maxBuckets(2));
        assertThat(first.buckets()).extracting(Bucket::name).containsExactly("aa1", "aa2");
        ListBucketsResponse second =
                s3.listBuckets(
                        list -> list.maxBuckets(2).continuationToken(first.continuationToken()));
        assertThat(second.buckets()).extracting(Bucket::name).containsExactly("bb1", user.whole());
        assertThat(second.continuationToken()).isNull();
        ListBucketsResponse some = s3.listBuckets(list -> list.prefix("aa"));
        assertThat(some.buckets()).extracting(Bucket::name).containsExactly("aa1", "aa2");
        assertThat(some.prefix()).isEqualTo("aa");
        assertThat(refusal(user.send("GET", "/?max-buckets=0", "")))
                .isEqualTo("400 InvalidArgument");
        assertThat(refusal(user.send("GET", "/?continuation-token=zz", "")))
                .isEqualTo("400 InvalidArgument");
    }

    @Test
    void whatIsAskedOnTheWayIsAnsweredTruthfully() {
        String bucket = user.whole();

        assertThat(s3.getBucketVersioning(get -> get.bucket(bucket)).status()).isNull();
        assertThat(s3.getBucketAcl(get -> get.bucket(bucket)).grants())
                .singleElement()
                .satisfies(grant -> {
                    assertThat(grant.permissionAsString()).isEqualTo("FULL_CONTROL");
                    assertThat(grant.grantee().id()).isEqualTo(user.member().userId().toString());
                });
        assertThat(
                        s3.getBucketEncryption(get -> get.bucket(bucket))
                                .serverSideEncryptionConfiguration()
                                .rules()
                                .getFirst()
                                .applyServerSideEncryptionByDefault()
                                .sseAlgorithmAsString())
                .isEqualTo("AES256");
        assertThat(s3.getBucketRequestPayment(get -> get.bucket(bucket)).payerAsString())
                .isEqualTo("BucketOwner");
        s3.putBucketAcl(put -> put.bucket(bucket).acl("private"));
        s3.deleteBucketPolicy(delete -> delete.bucket(bucket));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy NoSuchBucketPolicy",
                "cors NoSuchCORSConfiguration",
                "lifecycle NoSuchLifecycleConfiguration",
                "tagging NoSuchTagSet",
                "website NoSuchWebsiteConfiguration",
                "replication ReplicationConfigurationNotFoundError",
                "object-lock ObjectLockConfigurationNotFoundError",
                "ownershipControls OwnershipControlsNotFoundError",
                "publicAccessBlock NoSuchPublicAccessBlockConfiguration"
            })
    void whatABucketHasNotIsNotFound(String row) {
        String[] words = row.split(" ", -1);
        assertThat(refusal(user.send("GET", "/" + user.whole() + "?" + words[0], "")))
                .isEqualTo("404 " + words[1]);
        assertThat(refusal(user.send("GET", "/none-of-these?" + words[0], "")))
                .isEqualTo("404 NoSuchBucket");
    }
}
