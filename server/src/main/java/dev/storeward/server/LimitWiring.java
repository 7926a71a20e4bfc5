package dev.storeward.server;

import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.Node;
import dev.storeward.core.job.Repeating;
import dev.storeward.server.config.Settings;
import dev.storeward.server.docs.DocsErrors;
import dev.storeward.server.http.limit.LimitFilter;
import dev.storeward.server.http.limit.RateLimits;
import dev.storeward.server.http.limit.Rates;
import dev.storeward.server.http.limit.WrongKeys;
import dev.storeward.server.http.request.TrustedProxies;
import dev.storeward.server.http.response.ErrorMapper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** How many requests are taken. */
@Configuration(proxyBeanMethods = false)
class LimitWiring {
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(10);

    @Bean
    RateLimits rateLimits(
            Settings settings,
            TrustedProxies proxies,
            Metrics metrics,
            Tx tx,
            AuditLog audit,
            InstantSource clock) {
        Settings.Rates rates = settings.limits().rates();
        return new RateLimits(
                Rates.of(rates.key(), rates.tenant(), rates.address(), rates.wrongKeys()),
                proxies::client,
                new WrongKeys(
                        metrics::wrongKey,
                        (address, limit) ->
                                tx.forSystem()
                                        .run(sql ->
                                                audit.recordOfService(
                                                        sql,
                                                        "access.wrong_keys",
                                                        "address:" + address.getHostAddress(),
                                                        Map.of("limit_per_minute", limit))),
                        clock),
                metrics::rateLimited,
                clock);
    }

    /** Behind the ids of requests, before all else. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 10)
    LimitFilter limitFilter(RateLimits limits, List<ErrorMapper> doors, DocsErrors others) {
        return new LimitFilter(
                limits, doors.stream().filter(door -> door != others).toList(), others);
    }

    @Bean
    Repeating countNodes(RateLimits limits, Tx tx) {
        return Repeating.start(
                "count-nodes", BETWEEN_COUNTS, () -> limits.shareAmong(Node.living(tx)));
    }
}
