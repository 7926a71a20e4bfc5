package dev.storeward.server.http.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.KeyInUse;
import dev.storeward.core.access.TenantScope;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.server.http.request.CallLimits;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;

/**
 * How many requests this node takes: its share of what all living nodes take together. It protects
 * the node and is no billing. An address that sent too many wrong keys is served with keys only
 * that proved right lately: so who shares it is not shut out, and guesses cost no look into the
 * database. Safe for use by several threads.
 */
public final class RateLimits implements CallLimits {
    private static final int MOST_ADDRESSES = 100_000;
    private static final int MOST_KEYS = 50_000;

    private final Rates rates;
    private final Function<HttpServletRequest, InetAddress> addresses;
    private final WrongKeys wrongKeys;
    private final Refused refused;
    private final Buckets<AddressBlock> byAddress;
    private final Buckets<AddressBlock> wrongByAddress;
    private final Buckets<UUID> byKey;
    private final Buckets<UUID> byTenant;
    private final Cache<ByteBuffer, Boolean> rightLately =
            Caffeine.newBuilder().maximumSize(MOST_KEYS).build();
    private volatile Rates here;

    /** Told of each refusal and by what. */
    public interface Refused {
        /**
         * Counts one.
         *
         * @param by key, tenant, address or wrong_key
         */
        void count(String by);
    }

    /**
     * @param addresses who sent a request
     */
    public RateLimits(
            Rates rates,
            Function<HttpServletRequest, InetAddress> addresses,
            WrongKeys wrongKeys,
            Refused refused,
            InstantSource clock) {
        this.rates = rates;
        this.here = rates;
        this.addresses = addresses;
        this.wrongKeys = wrongKeys;
        this.refused = refused;
        this.byAddress = new Buckets<>(MOST_ADDRESSES, clock);
        this.wrongByAddress = new Buckets<>(MOST_ADDRESSES, clock);
        this.byKey = new Buckets<>(MOST_KEYS, clock);
        this.byTenant = new Buckets<>(MOST_KEYS, clock);
    }

    /** Takes this node's share among the living ones from now on. */
    public void shareAmong(int livingNodes) {
        here = rates.among(Math.max(1, livingNodes));
    }

    /**
     * A request came.
     *
     * @throws dev.storeward.core.ProblemException {@code RateLimited}
     */
    public void arrived(HttpServletRequest request) {
        Rate rate = here.ofAddress();
        if (rate.isLimit()) {
            require(byAddress.take(block(request), rate), "address");
        }
    }

    @Override
    public void beforeKey(HttpServletRequest request, String key) {
        Rate rate = here.wrongKeys();
        if (!rate.isLimit() || rightLately.getIfPresent(digest(key)) != null) {
            return;
        }
        Verdict verdict = wrongByAddress.look(block(request), rate);
        if (!verdict.taken()) {
            throw tooManyWrong(verdict);
        }
    }

    @Override
    public void wrongKey(HttpServletRequest request) {
        wrongKeys.counted();
        Rate rate = here.wrongKeys();
        if (!rate.isLimit()) {
            return;
        }
        Verdict verdict = wrongByAddress.take(block(request), rate);
        if (verdict.remaining() == 0) {
            wrongKeys.tooMany(addresses.apply(request), verdict.limit());
        }
        if (!verdict.taken()) {
            throw tooManyWrong(verdict);
        }
        if (verdict.remaining() < verdict.limit() / 2) {
            wrongKeys.delay();
        }
    }

    @Override
    public void known(HttpServletRequest request, String key, Caller caller) {
        if (here.wrongKeys().isLimit()) {
            rightLately.put(digest(key), true);
        }
        TenantScope tenant = caller.tenant();
        Rate ofTenant = here.ofTenant();
        if (tenant != null && ofTenant.isLimit()) {
            require(byTenant.take(tenant.id(), ofTenant), "tenant");
        }
        KeyInUse inUse = caller.key();
        Rate ofKey = here.ofKey();
        if (inUse != null && ofKey.isLimit()) {
            Verdict verdict = byKey.take(inUse.id(), ofKey);
            require(verdict, "key");
            RateHeaders.tell(request, verdict);
        }
    }

    private void require(Verdict verdict, String by) {
        if (!verdict.taken()) {
            throw limited(by, "Too many requests of this " + by + ".", verdict);
        }
    }

    private RuntimeException tooManyWrong(Verdict verdict) {
        return limited("wrong_key", "Too many wrong keys from this address.", verdict);
    }

    private RuntimeException limited(String by, String cause, Verdict verdict) {
        refused.count(by);
        return new Problem.RateLimited(
                        cause + " Send the request again when the time in Retry-After has passed.",
                        verdict.limit(),
                        RateHeaders.seconds(verdict.reset()),
                        RateHeaders.seconds(verdict.retryAfter()))
                .asException();
    }

    private AddressBlock block(HttpServletRequest request) {
        return AddressBlock.of(addresses.apply(request));
    }

    /** Kept in memory only, and in place of the key. */
    private static ByteBuffer digest(String key) {
        return ByteBuffer.wrap(Sha256.of(key.getBytes(StandardCharsets.UTF_8)));
    }
}
