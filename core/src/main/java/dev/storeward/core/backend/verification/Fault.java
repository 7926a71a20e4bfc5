package dev.storeward.core.backend.verification;

import dev.storeward.store.StoreException;
import java.util.List;
import java.util.Locale;

/**
 * Everything a check can find: its wire name is the machine code of the result, its remedy says
 * what to do. Also told where the check passes all the same, because nothing depends on it.
 */
public enum Fault {
    NAME_UNRESOLVED("Correct the host of the endpoint, or the record of its name.", "endpoint"),
    ADDRESS_REFUSED(
            "Use an endpoint on the public internet, or have the operator add its host to"
                    + " STOREWARD_ALLOW_ENDPOINTS.",
            "endpoint"),
    CONNECTION_REFUSED(
            "Correct the endpoint's host and port, and start the server or open its firewall.",
            "endpoint"),
    CONNECT_TIMEOUT(
            "Correct the endpoint's host and port, and let the firewall before it pass this"
                    + " server.",
            "endpoint"),
    TLS_UNTRUSTED(
            "Give the endpoint a certificate of a public authority, with the certificates between"
                    + " the two.",
            "endpoint"),
    TLS_NAME_MISMATCH(
            "Use the host name the certificate was made for, or have the certificate name this"
                    + " host.",
            "endpoint"),
    TLS_EXPIRED("Renew the endpoint's certificate.", "endpoint"),
    TLS_FAILED("Let the endpoint offer TLS 1.2 or 1.3.", "endpoint"),
    NOT_TLS("Correct the port: the one given does not speak TLS.", "endpoint"),
    SILENT("See that the server behind the endpoint works, then verify again.", "endpoint"),
    BROKEN("See that the server behind the endpoint works, then verify again.", "endpoint"),
    REDIRECTED(
            "Put the address the endpoint sends to into the endpoint, or the bucket's own region"
                    + " into the region.",
            "endpoint"),
    NOT_A_STORE(
            "Correct the endpoint: it must be the storage service itself, not a website, console"
                    + " or proxy.",
            "endpoint"),
    CLOCK_SKEWED(
            "Set the clock of the server that is wrong by a time service; five minutes are"
                    + " allowed.",
            ""),
    KEY_UNKNOWN(
            "Correct the access key's id, or make a new key: this one was deleted or belongs"
                    + " elsewhere.",
            "access_key",
            "account_name",
            "auth_json"),
    SECRET_WRONG(
            "Correct the secret: copy it again, whole and without blanks, or make a new key.",
            "secret_key",
            "account_key",
            "auth_json"),
    TOKEN_EXPIRED("Make a new credential: this one has expired.", "access_key", "auth_json"),
    ROLE_REFUSED(
            "Let the role's trust policy name our account and your external id; the backend's"
                    + " policy shows it ready to be pasted.",
            "role_arn"),
    WRONG_REGION("Put the bucket's own region into the region.", "region", "bucket"),
    BUCKET_FORBIDDEN(
            "Correct the bucket's name, or grant the credential the rights on it that the"
                    + " backend's policy lists.",
            "bucket",
            "container",
            "path"),
    TRUNCATED(
            "See that no proxy before the endpoint cuts bodies off, then verify again.",
            "endpoint"),
    ACCOUNT_DISABLED(
            "Have the provider enable the account, or the service in it.",
            "access_key",
            "account_name"),
    NOT_IMPLEMENTED("Use a storage service that offers this, or a newer release of it.", ""),
    UPLOAD_GONE("Let no rule of the bucket end uploads in parts that are under way.", ""),
    NOT_FOUND("Correct the endpoint and the bucket.", "bucket", "container", "path"),
    ALREADY_EXISTS("Verify again; if it stays, the bucket answers wrongly.", ""),
    BUCKET_NOT_FOUND("Create the bucket, or correct its name.", "bucket", "container", "path"),
    UNAUTHENTICATED(
            "Correct the credential, or make a new one.",
            "secret_key",
            "account_key",
            "auth_json",
            "role_arn"),
    FORBIDDEN("Grant the credential the permission.", ""),
    ARCHIVED(
            "Let no rule of the bucket move new objects into an archive that must be restored"
                    + " before it is read.",
            ""),
    RETAINED("Let no retention rule or hold keep what is to be deleted.", ""),
    INVALID("Correct what the sentence names.", ""),
    CORRUPT("See that nothing between this server and the bucket changes bodies.", ""),
    FULL("Make room in the bucket, or raise its limit.", ""),
    THROTTLED(
            "Wait a minute and verify again; ask the provider for a higher rate if it stays.", ""),
    UNREACHABLE("See that the server behind the endpoint works, then verify again.", "endpoint"),
    UNKNOWN("Look into the storage service's own log, then verify again.", ""),
    /** Another role or another's external id would do. */
    TRUSTS_OTHERS(
            "Let the role's trust policy demand the external id in a condition"
                    + " (sts:ExternalId); the backend's policy shows it ready to be pasted.",
            "role_arn"),
    NOT_LISTED("Use a storage service that lists what was written at once.", ""),
    WRONG_BYTES(
            "See that nothing between this server and the bucket changes, caches or compresses"
                    + " bodies.",
            ""),
    WRONG_SIZE(
            "See that nothing between this server and the bucket changes, caches or compresses"
                    + " bodies.",
            ""),
    RANGE_IGNORED("Use a storage service, and a proxy before it, that answers ranges.", ""),
    PARTS_LOST("Use a storage service that keeps the parts of an upload in their order.", ""),
    NOT_DELETED(
            "Lift what keeps objects from being deleted, such as a legal hold or an append-only"
                    + " rule.",
            ""),
    LEFT_BEHIND("Delete the object yourself, and grant the permission to delete.", ""),
    /** The place takes a condition and ignores it; nothing relies on it then. */
    NOT_HONOURED("", ""),
    /** The place has nothing of the kind, and nothing needs it. */
    NOT_OFFERED("", ""),
    /** The place tells two tags of one object; tags are never relied on. */
    ETAG_DIFFERS("", ""),
    /** The place keeps objects without what is written beside them. */
    METADATA_LOST("", ""),
    /** An earlier check failed. */
    NOT_ASKED("", ""),
    OK("", "");

    private final String remedy;
    private final String fields;

    Fault(String remedy, String... fields) {
        this.remedy = remedy;
        this.fields = String.join(" ", fields);
    }

    /** What a store's failure is, the finer word before the coarser. */
    static Fault of(StoreException e) {
        return e.reason() == StoreException.Reason.UNSPECIFIED
                ? valueOf(e.code().name())
                : valueOf(e.reason().name());
    }

    /** As answers, logs and the documentation spell it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String remedy() {
        return remedy;
    }

    /** The fields that may be at fault, the likeliest first. */
    List<String> fields() {
        return List.of(fields.split(" ", -1));
    }
}
