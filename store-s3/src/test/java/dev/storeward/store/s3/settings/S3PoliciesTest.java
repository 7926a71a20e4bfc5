package dev.storeward.store.s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketPolicies.Grantee;
import dev.storeward.store.connector.Policy;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.store.s3.Loopback;
import dev.storeward.store.s3.S3Connector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The documents that customers paste. */
final class S3PoliciesTest {
    private static final Grantee GRANTEE = new Grantee("123456789012", "external-1");
    private static final String ROLE = "arn:aws:iam::210987654321:role/storeward";

    private final S3Connector connector = Loopback.connector();

    @AfterEach
    void close() {
        connector.close();
    }

    @Test
    void aUserIsGrantedItsPrefixAndNothingMore() {
        assertThat(policy("access-policy", Map.of("prefix", "team/files")).content())
                .isEqualTo(
                        """
                        {
                          "Version": "2012-10-17",
                          "Statement": [
                            {
                              "Sid": "StorewardObjects",
                              "Effect": "Allow",
                              "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:GetObjectRetention", "s3:GetObjectLegalHold"],
                              "Resource": "arn:aws:s3:::bucket/team/files/*"
                            },
                            {
                              "Sid": "StorewardNames",
                              "Effect": "Allow",
                              "Action": ["s3:ListBucket"],
                              "Resource": "arn:aws:s3:::bucket",
                              "Condition": {"StringLike": {"s3:prefix": "team/files/*"}}
                            },
                            {
                              "Sid": "StorewardUploads",
                              "Effect": "Allow",
                              "Action": ["s3:ListBucketMultipartUploads"],
                              "Resource": "arn:aws:s3:::bucket"
                            }
                          ]
                        }
                        """);
    }

    @Test
    void aBucketThatKeepsVersionsIsOfferedARuleThatRemovesThem() {
        BackendSpec spec =
                new BackendSpec(
                        "s3",
                        Map.of(
                                "bucket", "bucket",
                                "region", "eu-central-1",
                                "prefix", "team/files"));
        Profile versioned = Profile.unknown().with(Trait.VERSIONED, true);

        assertThat(policies(spec))
                .extracting(Policy::name)
                .containsExactly("access-policy", "role-trust-policy");
        assertThat(policies(spec.with(versioned)).getLast().name()).isEqualTo("lifecycle-rules");
        assertThat(policies(spec.with(versioned)).getLast().content())
                .isEqualTo(
                        """
                        {
                          "Rules": [
                            {
                              "ID": "storeward-old-versions",
                              "Status": "Enabled",
                              "Filter": {"Prefix": "team/files/"},
                              "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
                              "Expiration": {"ExpiredObjectDeleteMarker": true},
                              "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 8}
                            }
                          ]
                        }
                        """);
    }

    private List<Policy> policies(BackendSpec spec) {
        return connector.policies().orElseThrow().of(spec, GRANTEE);
    }

    @Test
    void aRoleTrustsTheInstallationUnderItsExternalIdOnly() {
        assertThat(policy("role-trust-policy", Map.of("role_arn", ROLE)).content())
                .isEqualTo(
                        """
                        {
                          "Version": "2012-10-17",
                          "Statement": [
                            {
                              "Sid": "StorewardTrust",
                              "Effect": "Allow",
                              "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                              "Action": "sts:AssumeRole",
                              "Condition": {"StringEquals": {"sts:ExternalId": "external-1"}}
                            }
                          ]
                        }
                        """);
    }

    @Test
    void aBucketsOwnPolicyNamesTheRole() {
        String document = policy("bucket-policy", Map.of("role_arn", ROLE)).content();

        assertThat(document.split("\"Principal\": \\{\"AWS\": \"" + ROLE + "\"}", -1)).hasSize(4);
        assertThat(document).contains("\"Resource\": \"arn:aws:s3:::bucket/*\"");
        assertThat(document).doesNotContain("Condition");
    }

    @Test
    void eachKindOfBackendHasItsDocuments() {
        assertThat(names(Map.of(), GRANTEE)).containsExactly("access-policy", "role-trust-policy");
        assertThat(names(Map.of("role_arn", ROLE), GRANTEE))
                .containsExactly("access-policy", "bucket-policy", "role-trust-policy");
        assertThat(names(Map.of("role_arn", ROLE), new Grantee("", "external-1")))
                .containsExactly("access-policy", "bucket-policy");
        assertThat(names(Map.of("endpoint", "https://minio.example.com"), GRANTEE))
                .containsExactly("access-policy");
    }

    @Test
    void otherPartitionsHaveTheirOwnNames() {
        assertThat(policy("access-policy", Map.of("region", "cn-north-1")).content())
                .contains("arn:aws-cn:s3:::bucket/*");
        assertThat(policy("role-trust-policy", Map.of("region", "us-gov-west-1")).content())
                .contains("arn:aws-us-gov:iam::123456789012:root");
    }

    @Test
    void aPrefixStandsForItselfAndNotForAPattern() {
        String document = policy("access-policy", Map.of("prefix", "a*b?c$d\"e%s")).content();

        assertThat(document)
                .contains("\"arn:aws:s3:::bucket/a${*}b${?}c${$}d\\\"e%s/*\"")
                .contains("{\"s3:prefix\": \"a${*}b${?}c${$}d\\\"e%s/*\"}");
    }

    private Policy policy(String name, Map<String, String> settings) {
        return policies(settings, GRANTEE).stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> names(Map<String, String> settings, Grantee grantee) {
        return policies(settings, grantee).stream().map(Policy::name).toList();
    }

    private List<Policy> policies(Map<String, String> settings, Grantee grantee) {
        Map<String, String> all =
                new HashMap<>(Map.of("bucket", "bucket", "region", "eu-central-1"));
        all.putAll(settings);
        return connector.policies().orElseThrow().of(new BackendSpec("s3", all), grantee);
    }
}
