package dev.storeward.server.config;

import dev.storeward.core.access.Caps;
import dev.storeward.core.backend.operator.DedicatedBucketTemplate;
import dev.storeward.core.file.Category;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the operator set, options before environment before defaults.
 *
 * @param port 0 for any free one
 * @param managementPort where what operators ask is answered, and only there
 * @param data the data folder, absolute
 * @param masterKeyFile where the master key lies
 * @param publicUrl empty when unset
 * @param shared where files go by default
 * @param dedicated where buckets for single tenants are made
 * @param foldersOnAllNodes whether every node sees the same files in the folders of the two
 * @param clouds how the public clouds are reached
 * @param connectors the folder of other people's connectors; empty: there are none
 */
public record Settings(
        String host,
        int port,
        OptionalInt managementPort,
        Path data,
        DatabaseChoice database,
        AdminChoice admin,
        Path masterKeyFile,
        boolean masterKeyFileChosen,
        String publicUrl,
        Shared shared,
        DedicatedBucketTemplate dedicated,
        boolean foldersOnAllNodes,
        Clouds clouds,
        Optional<Path> connectors,
        Network network,
        Limits limits) {

    /** Which database: ours below the data folder when the URL is empty. */
    public record DatabaseChoice(String url, String user, Secret password) {
        public boolean embedded() {
            return url.isEmpty();
        }
    }

    /**
     * The first super admin.
     *
     * @param key empty: one is made at the first start
     * @param onCommandLine whether every user of the machine can see the key
     */
    public record AdminChoice(Secret key, boolean onCommandLine, String email) {}

    /** The operator's own backend. */
    public record Shared(BackendSpec spec, Credential credential) {}

    /**
     * The public clouds as this server reaches them. An endpoint that is empty is the provider's
     * own.
     *
     * @param awsAccountId what customers' roles are told to trust; empty when unset
     * @param awsIdentity the keys that roles are taken on with; empty: the SDK's own chain
     */
    public record Clouds(
            String awsS3Endpoint,
            String awsStsEndpoint,
            String gcsEndpoint,
            String azureEndpoint,
            String awsAccountId,
            Credential awsIdentity) {}

    /**
     * What may be reached and who is believed.
     *
     * @param allowEndpoints hosts and ranges that tenants' backends may point to although private
     *     or plain HTTP
     * @param localRoots folders below which folders may be registered as backends
     * @param connectionsPerAddress how many connections of one address are taken; 0 for no limit,
     *     empty for what the memory is for
     * @param s3Domain the host at which the S3 door is, and below which its buckets are; empty for
     *     none
     * @param corsOrigins the origins whose pages may read what any tenant is answered
     */
    public record Network(
            List<String> allowEndpoints,
            List<Path> localRoots,
            Proxies proxies,
            OptionalInt connectionsPerAddress,
            String s3Domain,
            List<String> corsOrigins) {}

    /**
     * The proxies in front of this server.
     *
     * @param trusted addresses and ranges whose forwarding headers are believed
     * @param standardHeader whether they send {@code Forwarded} rather than {@code X-Forwarded-For}
     *     and its kin
     */
    public record Proxies(List<String> trusted, boolean standardHeader) {}

    /**
     * What this node takes on.
     *
     * @param maxFileBytes the largest file taken
     * @param types which types a category takes, where the operator narrowed it
     * @param drainSeconds how long a stop waits for transfers
     * @param storeTimeoutSeconds how long a silent bucket is waited for
     * @param migrationFiles how many files of migrations are moved at the same time; 0: as many as
     *     the memory is for
     * @param migrationBandwidth bytes a second that migrations read from sources; 0 for no limit
     * @param rates how many requests all nodes together take
     * @param caps how much a tenant's own users may make
     * @param eventStreams how many streams of events this node serves a tenant at once
     * @param uploadSessions how long an upload in several requests may take
     */
    public record Limits(
            long maxFileBytes,
            Map<Category, List<String>> types,
            int drainSeconds,
            int storeTimeoutSeconds,
            int migrationFiles,
            long migrationBandwidth,
            Rates rates,
            Caps caps,
            int eventStreams,
            Duration uploadSessions) {
        public Limits {
            types = Map.copyOf(types);
        }
    }

    /**
     * How many requests all nodes together take; each 0 for no limit.
     *
     * @param key a second with one key
     * @param tenant a second in one tenant
     * @param address a second from one address
     * @param wrongKeys a minute with unknown keys from one address
     */
    public record Rates(long key, long tenant, long address, long wrongKeys) {}
}
