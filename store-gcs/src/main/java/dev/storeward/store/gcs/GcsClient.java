package dev.storeward.store.gcs;

import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpTransport;
import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.ServiceAccountSigner;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.storage.StorageRetryStrategy;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.gcs.wire.GcsHttp;
import dev.storeward.store.gcs.wire.GcsTransport;
import dev.storeward.store.http.Deadlines;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The SDK for one bucket and credential, over shared connections.
 *
 * @param storage repeats what is safe to repeat, which every call of ours is
 * @param api what the SDK has no call for that we could use, with the same credential
 * @param media reads objects, with the same credential
 * @param endpoint scheme, host and port of the API
 * @param signer the key that signs URLs, where the credential holds one
 * @param identity whose credential this is; compared, never printed
 */
record GcsClient(
        Storage storage,
        HttpRequestFactory api,
        HttpRequestFactory media,
        URI endpoint,
        Optional<ServiceAccountSigner> signer,
        Secret identity)
        implements AutoCloseable {

    private static final int ATTEMPTS = 3;

    private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
    private static final String UNIVERSE = "googleapis.com";

    static GcsClient of(GcsSettings settings, Credential credential, GcsHosts hosts, GcsHttp http) {
        Set<String> origins = hosts.origins();
        HttpTransport transport = new GcsTransport(http, origins, true);
        Secret authJson = credential.get(ServiceAccount.FIELD);
        GoogleCredentials credentials =
                settings.ownIdentity()
                        ? new OwnIdentity(new GcsTransport(http, Set.of(), true), SCOPE)
                        : credentials(ServiceAccount.of(authJson), hosts.token(), transport);
        SharedToken token = new SharedToken(credentials, new GcsFailures(settings.name()));
        Storage storage =
                StorageOptions.http()
                        .setHost(hosts.storage().toString())
                        .setProjectId(
                                credentials instanceof ServiceAccountCredentials known
                                        ? known.getProjectId()
                                        : "storeward")
                        .setUniverseDomain(UNIVERSE)
                        .setCredentials(token)
                        .setTransportOptions(
                                HttpTransportOptions.newBuilder()
                                        .setHttpTransportFactory(() -> transport)
                                        .build())
                        .setStorageRetryStrategy(
                                StorageRetryStrategy.getUniformStorageRetryStrategy())
                        .setRetrySettings(retries())
                        .build()
                        .getService();
        HttpCredentialsAdapter signed = new HttpCredentialsAdapter(token);
        return new GcsClient(
                storage,
                transport.createRequestFactory(signed),
                new GcsTransport(http, origins, false).createRequestFactory(signed),
                hosts.storage(),
                credentials instanceof ServiceAccountCredentials account
                        ? Optional.of(account)
                        : Optional.empty(),
                authJson);
    }

    /** Nothing of the key file but what {@link ServiceAccount} took from it. */
    private static GoogleCredentials credentials(
            ServiceAccount account, URI token, HttpTransport transport) {
        ServiceAccountCredentials.Builder builder =
                ServiceAccountCredentials.newBuilder()
                        .setClientEmail(account.clientEmail())
                        .setPrivateKey(account.privateKey())
                        .setProjectId(account.projectId())
                        .setScopes(List.of(SCOPE))
                        .setDefaultRetriesEnabled(false)
                        .setTokenServerUri(token)
                        .setUniverseDomain(UNIVERSE)
                        .setHttpTransportFactory(() -> transport);
        account.keyId().ifPresent(builder::setPrivateKeyId);
        return builder.build();
    }

    private static RetrySettings retries() {
        return RetrySettings.newBuilder()
                .setMaxAttempts(ATTEMPTS)
                .setInitialRetryDelayDuration(Duration.ofMillis(100))
                .setRetryDelayMultiplier(3)
                .setMaxRetryDelayDuration(Duration.ofSeconds(2))
                .setTotalTimeoutDuration(Deadlines.PLAIN)
                .build();
    }

    @Override
    public void close() {
        try {
            storage.close();
        } catch (Exception e) {
            // Nothing of ours is left open: connections belong to the connector.
        }
    }
}
