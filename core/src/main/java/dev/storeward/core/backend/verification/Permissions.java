package dev.storeward.core.backend.verification;

import java.util.Map;

/** What a credential must be allowed for a check to pass, in the words of each provider. */
final class Permissions {
    private static final Map<Check, String> S3 =
            Map.of(
                    Check.LIST, "s3:ListBucket on the bucket",
                    Check.WRITE, "s3:PutObject",
                    Check.READ_BACK, "s3:GetObject",
                    Check.RANGE, "s3:GetObject",
                    Check.MULTIPART,
                            "s3:PutObject, s3:AbortMultipartUpload and, on the bucket,"
                                    + " s3:ListBucketMultipartUploads",
                    Check.CONDITIONAL_PUT, "s3:PutObject",
                    Check.COPY, "s3:GetObject and s3:PutObject",
                    Check.DELETE, "s3:DeleteObject");
    private static final Map<Check, String> GCS =
            Map.of(
                    Check.LIST, "storage.objects.list",
                    Check.WRITE, "storage.objects.create",
                    Check.READ_BACK, "storage.objects.get",
                    Check.RANGE, "storage.objects.get",
                    Check.MULTIPART, "storage.objects.create",
                    Check.CONDITIONAL_PUT, "storage.objects.create and storage.objects.delete",
                    Check.COPY, "storage.objects.get and storage.objects.create",
                    Check.DELETE, "storage.objects.delete");
    private static final Map<Check, String> AZURE =
            Map.of(
                    Check.LIST, "Storage Blob Data Contributor",
                    Check.WRITE, "Storage Blob Data Contributor",
                    Check.READ_BACK, "Storage Blob Data Contributor",
                    Check.DELETE, "Storage Blob Data Contributor");

    private Permissions() {}

    /** The remedy of a check that was forbidden. */
    static String remedy(String connector, Check check) {
        String named =
                switch (connector) {
                    case "s3" -> S3.getOrDefault(check, "");
                    case "gcs" -> GCS.getOrDefault(check, "");
                    case "azure" -> AZURE.getOrDefault(check, "");
                    default -> "";
                };
        return "Grant the credential the permission to "
                + verb(check)
                + (named.isEmpty() ? "" : " (" + named + ")")
                + ".";
    }

    private static String verb(Check check) {
        return switch (check) {
            case LIST -> "list objects";
            case WRITE, CONDITIONAL_PUT -> "write objects";
            case READ_BACK, RANGE -> "read objects";
            case MULTIPART -> "write objects in parts and to give such a write up";
            case COPY -> "copy objects";
            case DELETE, CLEAN_UP -> "delete objects";
            case NAME_RESOLUTION, CONNECTION, TLS, CLOCK, AUTHENTICATION, BUCKET, REGION, TRUST ->
                    "use the bucket";
        };
    }
}
