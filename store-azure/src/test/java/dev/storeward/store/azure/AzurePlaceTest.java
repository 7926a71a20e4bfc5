package dev.storeward.store.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PresignRequest;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketPolicies.Grantee;
import dev.storeward.store.connector.Connector.Place;
import dev.storeward.store.connector.ConnectorSchema.FieldProblem;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.PlaceProbe.Reach;
import dev.storeward.store.outbound.AddressGate;
import dev.storeward.store.outbound.AllowList;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields, places, gates and signed URLs; nothing here makes a request. */
final class AzurePlaceTest {
    private static final String KEY = "a2V5LW9mLXRoZS1hY2NvdW50";
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    private final AzureConnector connector = new AzureConnector(CLOCK);

    private BackendSpec spec(Map<String, String> more) {
        Map<String, String> values = new HashMap<>();
        values.put("account_name", "acme");
        values.put("container", "files");
        values.putAll(more);
        return connector.schema().spec(Secret.each(values));
    }

    private Credential key(String value) {
        return connector.schema().credential(Secret.each(Map.of("account_key", value)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', https://acme.blob.core.windows.net",
        "https://acme.blob.core.windows.net, https://acme.blob.core.windows.net",
        "https://ACME.Blob.Core.Windows.NET:443/, https://acme.blob.core.windows.net",
        "acme.blob.core.windows.net., https://acme.blob.core.windows.net",
        "https://acme.blob.core.usgovcloudapi.net, https://acme.blob.core.usgovcloudapi.net",
        "https://files.acme.example, https://files.acme.example",
        "http://127.0.0.1:10000, http://127.0.0.1:10000/acme",
        "http://127.0.0.1:10000/acme, http://127.0.0.1:10000/acme",
        "http://127.0.0.1:10000/acme/, http://127.0.0.1:10000/acme",
        "https://azurite.test:8443, https://azurite.test:8443/acme",
        "https://stack.test/acme, https://stack.test:443/acme",
        "https://[2001:DB8::1]:9000, https://[2001:db8::1]:9000/acme"
    })
    void endpointsOfOneAccountAreEqual(String endpoint, String expected) {
        assertThat(connector.place(spec(Map.of("endpoint", endpoint))))
                .isEqualTo(new Place(expected, "files", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:pw@acme.blob.core.windows.net",
                "https://acme.blob.core.windows.net/files",
                "https://acme.blob.core.windows.net/?sv=2021&sig=x",
                "https://acme.blob.core.windows.net/#f",
                "https://other.blob.core.windows.net",
                "https://acme.dfs.core.windows.net",
                "https://acme.file.core.windows.net",
                "ftp://acme.blob.core.windows.net",
                "https://",
                "https:// spaced",
                "http://127.0.0.1:10000/other"
            })
    void whatIsNoEndpointOfTheAccountIsNamed(String endpoint) {
        BackendSpec spec = spec(Map.of("endpoint", endpoint));

        assertThat(connector.problems(spec, key(KEY)))
                .extracting(FieldProblem::field)
                .containsExactly("endpoint");
        StoreException refused =
                catchThrowableOfType(StoreException.class, () -> connector.place(spec));
        assertThat(refused.code()).isEqualTo(Code.INVALID);
        assertThat(refused.getMessage()).startsWith("endpoint: ").doesNotContain("sig=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "Acme",
                "a-b-c",
                "acme.blob.core.windows.net",
                "",
                "aaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void anAccountHasThreeToTwentyFourLowerCaseLettersAndDigits(String account) {
        assertThat(connector.problems(spec(Map.of("account_name", account)), key(KEY)))
                .extracting(FieldProblem::field)
                .containsExactly("account_name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "Files", "-files", "files-", "fi--les", "fi_les", "$root", "a/b"})
    void aContainerHasAzuresForm(String container) {
        assertThat(connector.problems(spec(Map.of("container", container)), key(KEY)))
                .extracting(FieldProblem::field)
                .containsExactly("container");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a-b", "0files9", "a-b-c-d"})
    void whatAzureTakesIsTaken(String container) {
        assertThat(connector.problems(spec(Map.of("container", container)), key(KEY))).isEmpty();
    }

    @Test
    void everyBadFieldIsNamedAtOnce() {
        BackendSpec spec = spec(Map.of("account_name", "Acme", "container", "F", "prefix", "a//b"));

        assertThat(connector.problems(spec, key("DefaultEndpointsProtocol=https;AccountKey=x")))
                .extracting(FieldProblem::field)
                .containsExactly("account_name", "container", "prefix", "account_key");
    }

    @Test
    void withoutAKeyNothingIsOpened() {
        assertThatThrownBy(() -> connector.open(spec(Map.of()), Credential.none(), new Loopback()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("needs the account's key");
    }

    @Test
    void theOperatorsEndpointAndGateServeAccountsWithoutOneOfTheirOwn() {
        List<String> asked = new ArrayList<>();
        Outbound operators = gate(asked);
        AzureConnector emulated =
                new AzureConnector(
                        CLOCK, new Reach(URI.create("http://10.0.0.1:10000"), operators));
        Outbound tenants = new Loopback();

        assertThat(emulated.place(spec(Map.of())).endpoint())
                .isEqualTo("http://10.0.0.1:10000/acme");
        assertThat(emulated.probe().reach(spec(Map.of()), tenants))
                .contains(new Reach(URI.create("http://10.0.0.1:10000"), operators));
        String own = "https://acme.blob.core.windows.net";
        assertThat(emulated.probe().reach(spec(Map.of("endpoint", own)), tenants))
                .contains(new Reach(URI.create(own), tenants));
    }

    @Test
    void anAddressInTheEndpointPassesTheGateAtEveryCall() {
        List<String> asked = new ArrayList<>();
        ObjectStore store =
                connector.open(
                        spec(Map.of("endpoint", "http://127.0.0.1:1")), key(KEY), gate(asked));

        StoreException refused =
                catchThrowableOfType(StoreException.class, () -> store.head(new ObjectKey("x")));

        assertThat(refused.getMessage()).isEqualTo("refused by the test");
        assertThat(asked).containsExactly("127.0.0.1");
    }

    @Test
    void aNameIsResolvedByTheGateOnly() {
        List<String> asked = new ArrayList<>();
        ObjectStore store = connector.open(spec(Map.of()), key(KEY), gate(asked));

        StoreException refused =
                catchThrowableOfType(StoreException.class, () -> store.head(new ObjectKey("x")));

        assertThat(refused.getMessage()).isEqualTo("refused by the test");
        assertThat(asked).containsExactly("acme.blob.core.windows.net");
    }

    @Test
    void anEndpointInsideTheNetworkIsNotOpened() {
        Outbound guarded =
                AddressGate.guarded(
                        AllowList.none(),
                        host -> List.of(InetAddress.ofLiteral("10.0.0.1")),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1));

        for (String endpoint :
                List.of("http://169.254.169.254:80/acme", "https://10.0.0.1", "http://acme.test")) {
            assertThatThrownBy(() ->
                            connector.open(spec(Map.of("endpoint", endpoint)), key(KEY), guarded))
                    .as(endpoint)
                    .isInstanceOf(StoreException.class);
        }
        ObjectStore store = connector.open(spec(Map.of()), key(KEY), guarded);
        assertThatThrownBy(() -> store.head(new ObjectKey("x")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("does not lead to the public internet");
    }

    @Test
    void aSignedUrlNamesItsEndAndItsOneObject() {
        ObjectStore store = connector.open(spec(Map.of("prefix", "a b")), key(KEY), new Loopback());

        URI url =
                store.presign(
                                new PresignRequest(
                                        new ObjectKey("\u00e9%41.txt"),
                                        PresignRequest.Method.GET,
                                        Duration.ofHours(1),
                                        "attachment; filename=\"x.txt\""))
                        .orElseThrow();

        assertThat(url.toString())
                .startsWith("https://acme.blob.core.windows.net/files/a%20b/%C3%A9%2541.txt?")
                .contains("se=2026-01-02T04%3A04%3A05Z", "sr=b", "sp=r&", "spr=https&")
                .doesNotContain(KEY);
    }

    @Test
    void thePoliciesNameThisPlaceAndNoMoreRightsThanAreUsed() {
        List<dev.storeward.store.connector.Policy> policies =
                connector.policies().orElseThrow().of(spec(Map.of()), new Grantee("", ""));

        assertThat(policies)
                .extracting(dev.storeward.store.connector.Policy::name)
                .containsExactly("azure-role-definition", "azure-account-key");
        assertThat(policies.getFirst().content())
                .contains("blobs/read", "blobs/write", "blobs/delete", "\"Actions\": []", "files")
                .doesNotContain("*", "containers/delete", "containers/write");
        assertThat(policies.getLast().content()).contains("acme", "files");
    }

    private static Outbound gate(List<String> asked) {
        return new Outbound() {
            @Override
            public void check(URI endpoint) {}

            @Override
            public List<InetAddress> resolve(String host) {
                asked.add(host);
                throw new StoreException(Code.INVALID, "refused by the test");
            }

            @Override
            public Duration connectTimeout() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Duration readTimeout() {
                return Duration.ofSeconds(1);
            }
        };
    }
}
