package dev.storeward.store.outbound;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.Outbound;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The gate of every connection to a backend. For tenants it lets only HTTPS to public addresses
 * through, and what an allow-list names; the operator's own endpoints it trusts. Safe for several
 * threads.
 */
public final class AddressGate implements Outbound {
    private final Optional<AllowList> guard;
    private final Resolver resolver;
    private final Duration connectTimeout;
    private final Duration readTimeout;

    private AddressGate(
            Optional<AllowList> guard,
            Resolver resolver,
            Duration connectTimeout,
            Duration readTimeout) {
        this.guard = guard;
        this.resolver = resolver;
        this.connectTimeout = connectTimeout;
        this.readTimeout = readTimeout;
    }

    /** The gate for what tenants name. */
    public static AddressGate guarded(
            AllowList allowed, Resolver resolver, Duration connectTimeout, Duration readTimeout) {
        return new AddressGate(Optional.of(allowed), resolver, connectTimeout, readTimeout);
    }

    /** The gate for what the operator names: every address, also over plain HTTP. */
    public static AddressGate operator(
            Resolver resolver, Duration connectTimeout, Duration readTimeout) {
        return new AddressGate(Optional.empty(), resolver, connectTimeout, readTimeout);
    }

    @Override
    public void check(URI endpoint) {
        String scheme =
                Optional.ofNullable(endpoint.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw invalid("The endpoint begins with https://.");
        }
        Host host =
                Optional.ofNullable(endpoint.getHost())
                        .flatMap(Host::of)
                        .orElseThrow(() ->
                                invalid(
                                        "The endpoint names no host, or an address not in"
                                                + " its usual form."));
        if (endpoint.getRawUserInfo() != null) {
            throw invalid(
                    "The endpoint at "
                            + host.name()
                            + " holds a user or password; they belong into the fields for keys.");
        }
        if (endpoint.getRawFragment() != null || endpoint.getRawQuery() != null) {
            throw invalid("The endpoint at " + host.name() + " ends before any ? or #.");
        }
        if (endpoint.getPort() == 0 || endpoint.getPort() > 65_535) {
            throw invalid("The port of the endpoint at " + host.name() + " is 1 to 65535.");
        }
        guard.ifPresent(allowed -> checkGuarded(host, scheme, allowed));
    }

    private static void checkGuarded(Host host, String scheme, AllowList allowed) {
        if (allowed.allows(host)) {
            return;
        }
        if (!scheme.equals("https")) {
            throw invalid(
                    "The endpoint at "
                            + host.name()
                            + " must use https://; plain HTTP is only for hosts the operator has"
                            + " allowed.");
        }
        host.literal().ifPresent(address -> checkAddress(host, address, allowed));
    }

    @Override
    public List<InetAddress> resolve(String name) {
        Host host =
                Host.of(name)
                        .orElseThrow(() ->
                                invalid(
                                        "The endpoint's host is neither a name nor an"
                                                + " address in its usual form."));
        List<InetAddress> addresses = host.literal().map(List::of).orElseGet(() -> lookUp(host));
        guard.filter(allowed -> !allowed.allows(host))
                .ifPresent(allowed ->
                        addresses.forEach(address -> checkAddress(host, address, allowed)));
        return addresses;
    }

    private List<InetAddress> lookUp(Host host) {
        try {
            List<InetAddress> addresses = List.copyOf(resolver.resolve(host.name()));
            if (!addresses.isEmpty()) {
                return addresses;
            }
            throw unresolved(host, new UnknownHostException(host.name()));
        } catch (UnknownHostException e) {
            throw unresolved(host, e);
        }
    }

    private static StoreException unresolved(Host host, UnknownHostException cause) {
        return new StoreException(
                Code.UNREACHABLE,
                StoreException.Reason.NAME_UNRESOLVED,
                "The host " + host.name() + " does not resolve.",
                cause);
    }

    /** One refused address refuses the name: which of several is used is not ours to choose. */
    private static void checkAddress(Host host, InetAddress address, AllowList allowed) {
        if (!allowed.allows(address) && Refused.refuses(address)) {
            throw new StoreException(
                    Code.INVALID,
                    StoreException.Reason.ADDRESS_REFUSED,
                    "The host "
                            + host.name()
                            + " does not lead to the public internet; the operator can allow it.");
        }
    }

    private static StoreException invalid(String message) {
        return new StoreException(Code.INVALID, message);
    }

    @Override
    public Duration connectTimeout() {
        return connectTimeout;
    }

    @Override
    public Duration readTimeout() {
        return readTimeout;
    }
}
