package dev.storeward.server.config;

import dev.storeward.core.tenant.WebOrigin;
import dev.storeward.server.config.Settings.Network;
import dev.storeward.server.config.Settings.Proxies;
import dev.storeward.store.outbound.AllowList;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Where this server may go, and whom it believes and answers. */
final class NetworkReader {
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final String PER_ADDRESS = "STOREWARD_CONNECTIONS_PER_ADDRESS";

    private final SettingValues values;

    NetworkReader(SettingValues values) {
        this.values = values;
    }

    Network network(String host, Path data) {
        List<String> allowed =
                values.has("STOREWARD_ALLOW_ENDPOINTS")
                        ? values.list("STOREWARD_ALLOW_ENDPOINTS")
                        : SettingsReader.isLoopback(host)
                                ? List.of("localhost", "127.0.0.0/8", "::1/128")
                                : List.of();
        List<Path> roots =
                values.list("STOREWARD_LOCAL_ROOTS").stream()
                        .map(root -> Path.of(root).toAbsolutePath())
                        .toList();
        return new Network(
                allowed,
                roots.isEmpty() ? List.of(data.resolve("objects")) : roots,
                new Proxies(trustedProxies(), standardHeader()),
                values.has(PER_ADDRESS)
                        ? OptionalInt.of(
                                Math.toIntExact(values.number(PER_ADDRESS, 0, 0, 1_000_000)))
                        : OptionalInt.empty(),
                s3Domain(),
                corsOrigins());
    }

    private String s3Domain() {
        String domain = values.text("STOREWARD_S3_DOMAIN", "").toLowerCase(Locale.ROOT);
        if (!domain.isEmpty() && !DOMAIN.matcher(domain).matches()) {
            throw new SettingsException(
                    "STOREWARD_S3_DOMAIN must be a host's name without a port, such as s3.example.com.");
        }
        return domain;
    }

    private List<String> corsOrigins() {
        List<String> origins = values.list("STOREWARD_CORS_ORIGINS").stream().distinct().toList();
        for (String origin : origins) {
            WebOrigin.complaint(origin)
                    .ifPresent(complaint -> {
                        throw new SettingsException(
                                "STOREWARD_CORS_ORIGINS: " + origin + ": " + complaint);
                    });
        }
        return origins;
    }

    private List<String> trustedProxies() {
        List<String> proxies = values.list("STOREWARD_TRUSTED_PROXIES");
        try {
            if (AllowList.of(proxies).hosts().isEmpty()) {
                return proxies;
            }
        } catch (IllegalArgumentException e) {
            throw new SettingsException("STOREWARD_TRUSTED_PROXIES: " + e.getMessage() + ".");
        }
        throw new SettingsException(
                "STOREWARD_TRUSTED_PROXIES must be addresses and ranges such as 10.1.0.0/16: names are not looked up.");
    }

    private boolean standardHeader() {
        return switch (values.text("STOREWARD_FORWARDED_HEADER", "x-forwarded")) {
            case "x-forwarded" -> false;
            case "forwarded" -> true;
            default ->
                    throw new SettingsException(
                            "STOREWARD_FORWARDED_HEADER must be x-forwarded or forwarded, as the proxies in front send it.");
        };
    }
}
