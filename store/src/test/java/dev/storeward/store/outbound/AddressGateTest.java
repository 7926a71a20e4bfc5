package dev.storeward.store.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressGateTest {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration READ = Duration.ofSeconds(20);

    @Test
    void aPublicHttpsEndpointPasses() {
        AddressGate gate = guarded("s3.example.com", "203.0.113.7", "2606:4700::1111");

        gate.check(URI.create("https://s3.example.com:9000/"));

        assertThat(gate.resolve("s3.example.com"))
                .containsExactly(
                        InetAddress.ofLiteral("203.0.113.7"),
                        InetAddress.ofLiteral("2606:4700::1111"));
        assertThat(gate.connectTimeout()).isEqualTo(CONNECT);
        assertThat(gate.readTimeout()).isEqualTo(READ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.9.9.9",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "168.63.129.16",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:127.0.0.1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "2002:7f00:1::1",
                "2002:a9fe:a9fe::",
                "2001:0:7f00:1::",
                "2001:0:cb00:7107:0:0:80ff:fffe",
                "2606:4700::5efe:7f00:1",
                "2606:4700::200:5efe:a00:1"
            })
    void anAddressThatIsNotPublicIsRefusedInEveryForm(String address) {
        AddressGate gate = guarded("evil.example.com", address);

        assertThat(codeOf(() -> gate.resolve("evil.example.com"))).isEqualTo(Code.INVALID);
        assertThat(codeOf(() -> gate.resolve(address))).isEqualTo(Code.INVALID);
        String host = address.contains(":") ? "[" + address + "]" : address;
        assertThat(codeOf(() -> gate.check(URI.create("https://" + host + "/"))))
                .isEqualTo(Code.INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
                "128.0.0.1", "169.253.1.1", "169.255.1.1", "172.15.255.255", "172.32.0.0",
                "192.0.1.0", "192.167.1.1", "192.169.1.1", "198.17.1.1", "198.20.0.0",
                "223.255.255.255", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"
            })
    void theNeighboursOfRefusedRangesPass(String address) {
        assertThat(guarded("s3.example.com", address).resolve("s3.example.com"))
                .containsExactly(InetAddress.ofLiteral(address));
    }

    @Test
    void oneRefusedAddressRefusesTheWholeName() {
        AddressGate gate = guarded("mixed.example.com", "203.0.113.7", "10.0.0.1");

        assertThat(codeOf(() -> gate.resolve("mixed.example.com"))).isEqualTo(Code.INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "017700000001",
                "0x7f000001",
                "0x7F.0.0.1",
                "0177.0.0.1",
                "127.1",
                "127.0.1",
                "127.0.0.01",
                "127.0.0.1.5",
                "1.2.3.256",
                "127.0.0.0x1",
                "fe80::1%eth0",
                "fe80::1%25eth0",
                "[::1%lo]",
                "",
                ".",
                "a..b",
                "under score",
                "bad\u0000host",
                "\u2460\u2461.example.com"
            })
    void whatOnlyAResolverWouldTakeForAnAddressIsRefused(String host) {
        AddressGate gate = guarded(host, "203.0.113.7");

        assertThat(codeOf(() -> gate.resolve(host))).isEqualTo(Code.INVALID);
    }

    @Test
    void aHostOfTenThousandCharactersIsRefusedAsAnyOther() {
        String labels = "a.".repeat(5_000) + "test";
        AddressGate gate = guarded("s3.example.com", "203.0.113.7");

        assertThatThrownBy(() -> gate.check(URI.create("https://" + labels + "/")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("an address not in its usual form");
        assertThatThrownBy(() -> gate.resolve(labels))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("neither a name nor an address");
    }

    @Test
    void aDotAtTheEndAndUpperCaseAreTheSameHost() {
        AddressGate gate = guarded("s3.example.com", "203.0.113.7");

        assertThat(gate.resolve("S3.Example.COM.")).hasSize(1);
        assertThat(codeOf(() -> gate.resolve("127.0.0.1."))).isEqualTo(Code.INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://s3.example.com",
                "ftp://s3.example.com",
                "file:///etc/passwd",
                "s3.example.com",
                "https://user:pass@s3.example.com",
                "https://s3.example.com/#x",
                "https://s3.example.com/?x",
                "https:///path",
                "https:opaque",
                "https://s3.example.com:0",
                "https://s3.example.com:70000",
                "https://2130706433",
                "https://0x7f.1",
                "https://[fe80::1%25eth0]/",
                "https://10.0.0.1"
            })
    void anEndpointThatIsNotPlainHttpsIsRefused(String endpoint) {
        AddressGate gate = guarded("s3.example.com", "203.0.113.7");

        assertThat(codeOf(() -> gate.check(URI.create(endpoint)))).isEqualTo(Code.INVALID);
    }

    @Test
    void aPasswordInAnEndpointIsNotRepeated() {
        AddressGate gate = guarded("s3.example.com", "203.0.113.7");

        assertThatThrownBy(() -> gate.check(URI.create("https://user:hunter2@s3.example.com")))
                .hasMessageContaining("s3.example.com")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void whatTheOperatorAllowsPassesAlsoOverPlainHttp() {
        AddressGate gate =
                AddressGate.guarded(
                        AllowList.of(
                                List.of(
                                        "Minio.Internal",
                                        "10.1.0.0/16",
                                        "fd12::/32",
                                        "192.168.7.7")),
                        scripted(
                                Map.of(
                                        "minio.internal", List.of("172.16.0.9"),
                                        "by-range.example.com", List.of("10.1.2.3"),
                                        "outside.example.com", List.of("10.2.0.1"))),
                        CONNECT,
                        READ);

        assertThatCode(() -> gate.check(URI.create("http://minio.internal:9000")))
                .doesNotThrowAnyException();
        assertThatCode(() -> gate.check(URI.create("http://10.1.2.3:9000")))
                .doesNotThrowAnyException();
        assertThatCode(() -> gate.check(URI.create("http://[fd12::1]"))).doesNotThrowAnyException();
        assertThatCode(() -> gate.check(URI.create("http://192.168.7.7")))
                .doesNotThrowAnyException();
        assertThat(gate.resolve("minio.internal")).hasSize(1);
        assertThat(gate.resolve("by-range.example.com")).hasSize(1);
        assertThat(codeOf(() -> gate.check(URI.create("http://by-range.example.com"))))
                .isEqualTo(Code.INVALID);
        assertThat(codeOf(() -> gate.resolve("outside.example.com"))).isEqualTo(Code.INVALID);
        assertThat(codeOf(() -> gate.resolve("192.168.7.8"))).isEqualTo(Code.INVALID);
    }

    @Test
    void anAllowListThatCannotBeReadIsRefusedWithTheEntry() {
        assertThatThrownBy(() -> AllowList.of(List.of("10.0.0.0/33")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.0/33");
        assertThatThrownBy(() -> AllowList.of(List.of("not a host")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a host");
    }

    @Test
    void everyConnectAsksAgain() {
        AtomicInteger asked = new AtomicInteger();
        AddressGate gate =
                AddressGate.guarded(
                        AllowList.none(),
                        _ ->
                                List.of(
                                        InetAddress.ofLiteral(
                                                asked.getAndIncrement() == 0
                                                        ? "203.0.113.7"
                                                        : "127.0.0.1")),
                        CONNECT,
                        READ);

        assertThat(gate.resolve("rebind.example.com")).hasSize(1);
        assertThat(codeOf(() -> gate.resolve("rebind.example.com"))).isEqualTo(Code.INVALID);
    }

    @Test
    void aNameThatDoesNotResolveIsUnreachable() {
        AddressGate gate = guarded("s3.example.com", "203.0.113.7");

        assertThat(codeOf(() -> gate.resolve("other.example.com"))).isEqualTo(Code.UNREACHABLE);
    }

    @Test
    void theOperatorsOwnEndpointsAreTrusted() {
        AddressGate gate =
                AddressGate.operator(
                        scripted(Map.of("localhost", List.of("127.0.0.1"))), CONNECT, READ);

        gate.check(URI.create("http://localhost:9000"));

        assertThat(gate.resolve("localhost")).containsExactly(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(gate.resolve("127.0.0.1")).hasSize(1);
    }

    private static AddressGate guarded(String host, String... addresses) {
        return AddressGate.guarded(
                AllowList.none(), scripted(Map.of(host, Arrays.asList(addresses))), CONNECT, READ);
    }

    /** Never asks the network. */
    private static Resolver scripted(Map<String, List<String>> answers) {
        return host -> {
            if (!answers.containsKey(host)) {
                throw new UnknownHostException(host);
            }
            return answers.getOrDefault(host, List.of()).stream()
                    .map(InetAddress::ofLiteral)
                    .toList();
        };
    }

    private static Code codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call).code();
    }
}
