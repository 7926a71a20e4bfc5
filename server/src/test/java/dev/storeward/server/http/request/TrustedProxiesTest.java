package dev.storeward.server.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.outbound.AllowList;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client is who the last trusted proxy says, whatever the client says. */
class TrustedProxiesTest {
    private static final AllowList PROXIES = AllowList.of(List.of("10.0.0.0/8", "fd00::/8"));

    private static TrustedProxies reading(TrustedProxies.Header header) {
        return new TrustedProxies(PROXIES, header);
    }

    /** A request with header lines such as {@code Forwarded: for=1.2.3.4}. */
    private static HttpServletRequest from(String peer, String... lines) {
        org.apache.coyote.Request sent = new org.apache.coyote.Request();
        sent.remoteAddr().setString(peer);
        for (String line : lines) {
            String[] parts = line.split(": ", 2);
            sent.getMimeHeaders().addValue(parts[0]).setString(parts[1]);
        }
        return new Request(new Connector(), sent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.7 | 203.0.113.9 | 198.51.100.7 | a stranger who plays a proxy",
                "10.0.0.1 | 203.0.113.9 | 203.0.113.9 | one proxy",
                "10.0.0.1 | 192.0.2.1, 203.0.113.9 | 203.0.113.9 | before it what the client said",
                "10.0.0.1 | 192.0.2.1, 203.0.113.9, 10.0.0.2 | 203.0.113.9 | two proxies",
                "10.0.0.1 | 10.0.0.3, 203.0.113.9, 10.0.0.2 | 203.0.113.9 | a client names a proxy",
                "10.0.0.1 | 203.0.113.9:4711 | 203.0.113.9 | a port",
                "10.0.0.1 | [2001:db8::1]:4711 | 2001:db8:0:0:0:0:0:1 | brackets",
                "fd00:0:0:0:0:0:0:1 | 2001:db8::1 | 2001:db8:0:0:0:0:0:1 | all of the sixth version",
                "10.0.0.1 | unknown | 10.0.0.1 | nobody is named",
                "10.0.0.1 | 203.0.113.9, example.com | 10.0.0.1 | a name is never looked up",
                "10.0.0.1 | '' | 10.0.0.1 | nothing",
                "10.0.0.1 | 10.0.0.3 | 10.0.0.3 | a proxy asks on its own",
            })
    void theClientIsTheLastThatIsNoTrustedProxy(
            String peer, String header, String client, String what) {
        assertThat(
                        reading(TrustedProxies.Header.X_FORWARDED)
                                .client(from(peer, "X-Forwarded-For: " + header))
                                .getHostAddress())
                .as(what)
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "for=203.0.113.9 | 203.0.113.9",
                "for=192.0.2.1, for=203.0.113.9;proto=https | 203.0.113.9",
                "For=\"[2001:db8::1]:4711\" | 2001:db8:0:0:0:0:0:1",
                "for=\", for=203.0.113.9 | 203.0.113.9",
                "for=\"a,b, for=203.0.113.9 | 203.0.113.9",
                "for=_hidden | 10.0.0.1",
            })
    void theStandardHeader(String header, String client) {
        assertThat(
                        reading(TrustedProxies.Header.FORWARDED)
                                .client(from("10.0.0.1", "Forwarded: " + header))
                                .getHostAddress())
                .isEqualTo(client);
    }

    @Test
    void linesOfOneHeaderAreOneList() {
        assertThat(
                        reading(TrustedProxies.Header.X_FORWARDED)
                                .client(
                                        from(
                                                "10.0.0.1",
                                                "X-Forwarded-For: 192.0.2.1",
                                                "X-Forwarded-For: 203.0.113.9"))
                                .getHostAddress())
                .isEqualTo("203.0.113.9");
    }

    @Test
    void theHeadersOfTheOtherKindAreTheClientsOwn() {
        HttpServletRequest request =
                from(
                        "10.0.0.1",
                        "X-Forwarded-For: 203.0.113.9",
                        "X-Forwarded-Host: files.example.com",
                        "X-Forwarded-Proto: https",
                        "Forwarded: for=192.0.2.1;host=evil.example;proto=http");

        assertThat(reading(TrustedProxies.Header.X_FORWARDED).host(request))
                .contains("files.example.com");
        assertThat(reading(TrustedProxies.Header.X_FORWARDED).scheme(request)).contains("https");
        assertThat(reading(TrustedProxies.Header.FORWARDED).host(request)).contains("evil.example");
        assertThat(reading(TrustedProxies.Header.FORWARDED).client(request).getHostAddress())
                .isEqualTo("192.0.2.1");
    }
}
