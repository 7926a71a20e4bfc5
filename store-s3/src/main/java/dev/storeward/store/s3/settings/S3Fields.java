package dev.storeward.store.s3.settings;

import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.ConnectorSchema.Field;
import java.util.List;

/** What a request may say of an S3 backend. */
public final class S3Fields {
    static final String ENDPOINT = "endpoint";
    static final String REGION = "region";
    static final String BUCKET = "bucket";
    static final String PREFIX = "prefix";
    public static final String PATH_STYLE = "path_style";
    static final String CONDITIONAL_PUT = "conditional_put";
    static final String ACCELERATED = "accelerated";
    static final String CLOUDFRONT_DOMAIN = "cloudfront_domain";
    static final String CLOUDFRONT_KEY_ID = "cloudfront_key_id";
    static final String ROLE_ARN = "role_arn";
    static final String EXTERNAL_ID = "external_id";
    public static final String ACCESS_KEY = "access_key";
    public static final String SECRET_KEY = "secret_key";

    public static final ConnectorSchema SCHEMA =
            new ConnectorSchema(
                    "s3",
                    "Amazon S3 and compatible",
                    false,
                    List.of(
                            open(
                                    ENDPOINT,
                                    ConnectorSchema.Type.URL,
                                    "The server's URL; leave empty for Amazon S3."),
                            open(
                                    REGION,
                                    ConnectorSchema.Type.TEXT,
                                    "The bucket's region; needed for Amazon S3."),
                            new Field(
                                    BUCKET,
                                    ConnectorSchema.Type.TEXT,
                                    true,
                                    false,
                                    "The bucket, which must exist."),
                            open(
                                    PREFIX,
                                    ConnectorSchema.Type.TEXT,
                                    "What the names of all objects begin with, by whole segments."),
                            open(
                                    PATH_STYLE,
                                    ConnectorSchema.Type.BOOLEAN,
                                    "Whether the bucket stands in the path, not in the host name;"
                                            + " found out by trying unless it is said."),
                            open(
                                    CONDITIONAL_PUT,
                                    ConnectorSchema.Type.BOOLEAN,
                                    "Whether the endpoint honours If-None-Match; found out by"
                                            + " trying unless it is said."),
                            open(
                                    ACCELERATED,
                                    ConnectorSchema.Type.BOOLEAN,
                                    "Whether the bucket is reached by Amazon's transfer"
                                            + " acceleration, which must be on for it."),
                            open(
                                    CLOUDFRONT_DOMAIN,
                                    ConnectorSchema.Type.TEXT,
                                    "The CloudFront distribution before the bucket, such as"
                                            + " d111111abcdef8.cloudfront.net."),
                            open(
                                    CLOUDFRONT_KEY_ID,
                                    ConnectorSchema.Type.TEXT,
                                    "The id of the CloudFront public key."),
                            open(
                                    ROLE_ARN,
                                    ConnectorSchema.Type.TEXT,
                                    "The role to take on instead of using keys, such as"
                                            + " arn:aws:iam::123456789012:role/storeward; Amazon"
                                            + " only."),
                            open(
                                    EXTERNAL_ID,
                                    ConnectorSchema.Type.EXTERNAL_ID,
                                    "What the role's trust policy must demand as sts:ExternalId."),
                            secret(
                                    ACCESS_KEY,
                                    "The access key's id; needed unless a role is given."),
                            secret(
                                    SECRET_KEY,
                                    "The access key's secret; needed unless a role is given.")));

    private S3Fields() {}

    private static Field open(String name, ConnectorSchema.Type type, String description) {
        return new Field(name, type, false, false, description);
    }

    private static Field secret(String name, String description) {
        return new Field(name, ConnectorSchema.Type.TEXT, false, true, description);
    }
}
