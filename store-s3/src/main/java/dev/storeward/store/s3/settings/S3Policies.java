package dev.storeward.store.s3.settings;

import dev.storeward.store.connector.BucketPolicies.Grantee;
import dev.storeward.store.connector.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The documents by which a customer grants what the calls of the S3 store need: nothing outside the
 * bucket, and within it nothing beside the prefix but the ids of unfinished uploads, which Amazon
 * cannot restrict.
 */
public record S3Policies(S3Settings settings) {
    /** The last two tell why an object cannot be deleted; without them nothing fails. */
    private static final List<String> ON_OBJECTS =
            List.of(
                    "s3:GetObject",
                    "s3:PutObject",
                    "s3:DeleteObject",
                    "s3:AbortMultipartUpload",
                    "s3:GetObjectRetention",
                    "s3:GetObjectLegalHold");

    public List<Policy> of(Grantee grantee) {
        List<Policy> policies = new ArrayList<>();
        boolean amazon = settings.endpoint().isEmpty();
        policies.add(
                new Policy(
                        "access-policy",
                        "Attach it to the "
                                + (settings.role().isEmpty()
                                        ? "user whose access key is given"
                                        : "role " + settings.role())
                                + ". A bucket encrypted with a key of AWS KMS needs"
                                + " kms:GenerateDataKey and kms:Decrypt on that key too.",
                        document(statements(""))));
        if (!settings.role().isEmpty()) {
            policies.add(
                    new Policy(
                            "bucket-policy",
                            "Add it to the bucket's policy where the bucket belongs to another"
                                    + " account than the role.",
                            document(
                                    statements(
                                            "\n      \"Principal\": {\"AWS\": "
                                                    + json(settings.role())
                                                    + "},"))));
        }
        if (amazon && !grantee.accountId().isEmpty()) {
            policies.add(
                    new Policy(
                            "role-trust-policy",
                            "Make it the trust policy of the role that is given as role_arn.",
                            trust(grantee)));
        }
        if (settings.manners().versioned()) {
            policies.add(
                    new Policy(
                            "lifecycle-rules",
                            "Add the rule to the lifecycle rules of the bucket, which keeps"
                                    + " versions: without it everything that was deleted stays, and"
                                    + " is paid for. Setting rules replaces those that are there.",
                            lifecycle()));
        }
        return policies;
    }

    private String lifecycle() {
        String prefix = settings.prefix().value();
        return """
        {
          "Rules": [
            {
              "ID": "storeward-old-versions",
              "Status": "Enabled",
              "Filter": {"Prefix": %s},
              "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
              "Expiration": {"ExpiredObjectDeleteMarker": true},
              "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 8}
            }
          ]
        }
        """
                .formatted(json(prefix.isEmpty() ? "" : prefix + "/"));
    }

    private List<String> statements(String principal) {
        String bucket = "arn:" + partition() + ":s3:::" + settings.bucket();
        String prefix = settings.prefix().value();
        String inside = prefix.isEmpty() ? "" : literal(prefix) + "/";
        String condition =
                prefix.isEmpty()
                        ? ""
                        : ",\n      \"Condition\": {\"StringLike\": {\"s3:prefix\": "
                                + json(inside + "*")
                                + "}}";
        return List.of(
                statement("Objects", principal, ON_OBJECTS, bucket + "/" + inside + "*", ""),
                statement("Names", principal, List.of("s3:ListBucket"), bucket, condition),
                statement(
                        "Uploads",
                        principal,
                        List.of("s3:ListBucketMultipartUploads"),
                        bucket,
                        ""));
    }

    private static String statement(
            String id, String principal, List<String> actions, String resource, String condition) {
        return """
        {
          "Sid": "Storeward%s",
          "Effect": "Allow",%s
          "Action": [%s],
          "Resource": %s%s
        }\
        """
                .indent(4)
                .stripTrailing()
                .formatted(
                        id,
                        principal,
                        actions.stream().map(S3Policies::json).collect(Collectors.joining(", ")),
                        json(resource),
                        condition);
    }

    private String trust(Grantee grantee) {
        return document(
                List.of(
                        """
                        {
                          "Sid": "StorewardTrust",
                          "Effect": "Allow",
                          "Principal": {"AWS": %s},
                          "Action": "sts:AssumeRole",
                          "Condition": {"StringEquals": {"sts:ExternalId": %s}}
                        }\
                        """
                                .indent(4)
                                .stripTrailing()
                                .formatted(
                                        json(
                                                "arn:"
                                                        + partition()
                                                        + ":iam::"
                                                        + grantee.accountId()
                                                        + ":root"),
                                        json(grantee.externalId()))));
    }

    private static String document(List<String> statements) {
        return "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n"
                + String.join(",\n", statements)
                + "\n  ]\n}\n";
    }

    private String partition() {
        return settings.endpoint().isPresent()
                ? "aws"
                : PartitionMetadata.of(Region.of(settings.region())).id();
    }

    /** What policies would take for a pattern, written so that it stands for itself. */
    private static String literal(String text) {
        return text.replaceAll("[*?$]", "\\${$0}");
    }

    private static String json(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars()
                .forEach(c -> {
                    if (c == '"' || c == '\\') {
                        quoted.append('\\').append((char) c);
                    } else if (c < 0x20 || c == 0x7f) {
                        quoted.append("\\u%04x".formatted(c));
                    } else {
                        quoted.append((char) c);
                    }
                });
        return quoted.append('"').toString();
    }
}
