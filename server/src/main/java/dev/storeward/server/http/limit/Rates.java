package dev.storeward.server.http.limit;

import java.time.Duration;

/** What all nodes together take, in one second or minute. */
public record Rates(Rate ofKey, Rate ofTenant, Rate ofAddress, Rate wrongKeys) {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * Each 0 for no limit.
     *
     * @param key requests a second with one key
     * @param tenant requests a second in one tenant
     * @param address requests a second from one address
     * @param wrongKeys requests a minute with unknown keys from one address
     */
    public static Rates of(long key, long tenant, long address, long wrongKeys) {
        return new Rates(
                new Rate(key, SECOND),
                new Rate(tenant, SECOND),
                new Rate(address, SECOND),
                new Rate(wrongKeys, MINUTE));
    }

    Rates among(int nodes) {
        return new Rates(
                ofKey.among(nodes),
                ofTenant.among(nodes),
                ofAddress.among(nodes),
                wrongKeys.among(nodes));
    }
}
