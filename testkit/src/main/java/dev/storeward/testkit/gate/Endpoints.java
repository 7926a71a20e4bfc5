package dev.storeward.testkit.gate;

import java.util.List;

/** Endpoints that lead into our own network, in every spelling we know. */
final class Endpoints {
    private Endpoints() {}

    /**
     * A name and where it leads.
     *
     * @param spelled as the endpoint has it
     * @param host as a resolver is asked for it
     */
    record Named(String spelled, String host, List<String> addresses) {}

    /** Those that spell an address, or are no endpoint; PORT is where a canary listens. */
    static final List<String> SPELLED =
            List.of(
                    // Loopback, unspecified.
                    "https://127.0.0.1:PORT",
                    "https://127.0.0.1.:PORT",
                    "HTTPS://127.0.0.1:PORT",
                    "https://127.9.9.9:PORT",
                    "https://127.0.0.1:PORT/",
                    "https://0.0.0.0:PORT",
                    "https://[::1]:PORT",
                    "https://[0:0:0:0:0:0:0:1]:PORT",
                    "https://[::]:PORT",
                    // Private, shared, link-local, benchmarks, multicast, reserved.
                    "https://10.0.0.1:PORT",
                    "https://10.255.255.255:PORT",
                    "https://172.16.0.1:PORT",
                    "https://172.31.255.254:PORT",
                    "https://192.168.1.1:PORT",
                    "https://100.64.0.1:PORT",
                    "https://100.127.255.255:PORT",
                    "https://169.254.1.1:PORT",
                    "https://198.18.0.1:PORT",
                    "https://192.0.0.192:PORT",
                    "https://224.0.0.1:PORT",
                    "https://240.0.0.1:PORT",
                    "https://255.255.255.255:PORT",
                    "https://[fe80::1]:PORT",
                    "https://[fc00::1]:PORT",
                    "https://[fd12:3456::1]:PORT",
                    "https://[fec0::1]:PORT",
                    "https://[ff02::1]:PORT",
                    // Metadata of AWS, GCP, Azure, Alibaba, Oracle.
                    "http://169.254.169.254",
                    "https://169.254.169.254:PORT",
                    "https://169.254.170.2:PORT",
                    "https://[fd00:ec2::254]:PORT",
                    "https://100.100.100.200:PORT",
                    "https://168.63.129.16:PORT",
                    // IPv4 inside IPv6.
                    "https://[::ffff:127.0.0.1]:PORT",
                    "https://[::ffff:7f00:1]:PORT",
                    "https://[::FFFF:A9FE:A9FE]:PORT",
                    "https://[::127.0.0.1]:PORT",
                    "https://[64:ff9b::127.0.0.1]:PORT",
                    "https://[64:ff9b::a9fe:a9fe]:PORT",
                    "https://[64:ff9b:1::1]:PORT",
                    "https://[2002:7f00:1::1]:PORT",
                    "https://[2002:a9fe:a9fe::]:PORT",
                    "https://[2001:0:7f00:1::]:PORT",
                    "https://[2606:4700::5efe:7f00:1]:PORT",
                    // Numbers that only resolvers take for addresses.
                    "https://2130706433:PORT",
                    "https://017700000001:PORT",
                    "https://0x7f000001:PORT",
                    "https://0x7F.0.0.1:PORT",
                    "https://0177.0.0.1:PORT",
                    "https://127.1:PORT",
                    "https://127.0.1:PORT",
                    "https://127.0.0.01:PORT",
                    "https://2852039166:PORT",
                    "https://169.254.43518:PORT",
                    // Zones, escapes, other alphabets.
                    "https://[fe80::1%25eth0]:PORT",
                    "https://[fe80::1%eth0]:PORT",
                    "https://127.0.0.%31:PORT",
                    "https://\u2460\u2461\u2466.0.0.1:PORT",
                    "https://\u0661\u0662\u0667.0.0.1:PORT",
                    "https://127\u30020\u30020\u30021:PORT",
                    // What is no endpoint at all.
                    "https://user:hidden-password@203.0.113.7:PORT",
                    "https://203.0.113.7:80@127.0.0.1:PORT",
                    "https://127.0.0.1:PORT#@203.0.113.7",
                    "https://127.0.0.1:PORT?@203.0.113.7",
                    "https://127.0.0.1\\@203.0.113.7:PORT",
                    "https://203.0.113.7:0",
                    "https://203.0.113.7:99999",
                    "http://203.0.113.7:PORT",
                    "http://server.gate.test:PORT",
                    "ftp://127.0.0.1:PORT",
                    "file:///etc/passwd",
                    "gopher://127.0.0.1:PORT/_",
                    "https:127.0.0.1:PORT",
                    "https://",
                    "https://.:PORT");

    /** Names that are resolved before they are refused. */
    static final List<Named> NAMED =
            List.of(
                    named("localhost", "127.0.0.1"),
                    named("LocalHost", "127.0.0.1"),
                    named("metadata", "169.254.169.254"),
                    named("metadata.google.internal", "169.254.169.254"),
                    named("METADATA.google.internal.", "169.254.169.254"),
                    named("instance-data.ec2.internal", "169.254.169.254"),
                    named("private.gate.test", "10.1.2.3"),
                    named("shared.gate.test", "100.64.1.1"),
                    named("linklocal.gate.test", "fe80::1"),
                    named("unique.gate.test", "fd00::1"),
                    named("multicast.gate.test", "ff02::1"),
                    named("sixtofour.gate.test", "2002:7f00:1::1"),
                    named("nat64.gate.test", "64:ff9b::a9fe:a9fe"),
                    named("mixed.gate.test", "203.0.113.7", "10.0.0.1"),
                    named("mixed6.gate.test", "2606:4700::1111", "::1"),
                    named("xn--lcal-5qa.gate.test", "127.0.0.1"));

    private static Named named(String spelled, String... addresses) {
        String lower = spelled.toLowerCase(java.util.Locale.ROOT);
        String host = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return new Named(spelled, host, List.of(addresses));
    }
}
