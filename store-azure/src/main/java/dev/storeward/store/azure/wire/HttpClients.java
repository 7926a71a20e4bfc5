package dev.storeward.store.azure.wire;

import com.azure.core.http.HttpClient;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.core.util.Configuration;
import dev.storeward.store.connector.Outbound;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client whose every connect passes the gate. It follows no redirect, uses no proxy, and
 * repeats nothing by itself: that is the SDK's policy's to do.
 */
public record HttpClients(OkHttpClient inner, HttpClient client) implements AutoCloseable {
    private static final int IDLE_CONNECTIONS = 64;
    private static final Duration IDLE_TIME = Duration.ofSeconds(20);

    public static HttpClients over(Outbound outbound) {
        OkHttpClient inner =
                new OkHttpClient.Builder()
                        .dns(outbound::resolve)
                        .addInterceptor(new Literals(outbound))
                        .addInterceptor(new EarlyCloses())
                        .connectionPool(
                                new ConnectionPool(
                                        IDLE_CONNECTIONS,
                                        IDLE_TIME.toMillis(),
                                        TimeUnit.MILLISECONDS))
                        .proxy(Proxy.NO_PROXY)
                        .protocols(List.of(Protocol.HTTP_1_1))
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .retryOnConnectionFailure(false)
                        .build();
        HttpClient client =
                new OkHttpAsyncHttpClientBuilder(inner)
                        .configuration(Configuration.NONE)
                        .connectionTimeout(outbound.connectTimeout())
                        .readTimeout(outbound.readTimeout())
                        .writeTimeout(outbound.readTimeout())
                        .responseTimeout(Duration.ZERO)
                        .followRedirects(false)
                        .build();
        return new HttpClients(inner, client);
    }

    @Override
    public void close() {
        inner.dispatcher().executorService().shutdown();
        inner.connectionPool().evictAll();
    }

    /** A host that is an address is never looked up: the gate is asked here instead. */
    private record Literals(Outbound outbound) implements Interceptor {
        private static final Pattern LITERAL = Pattern.compile("[0-9.]++|[^:]*+:[\\s\\S]*+");

        @Override
        public Response intercept(Chain chain) throws IOException {
            String host = chain.request().url().host();
            if (LITERAL.matcher(host).matches()) {
                List<InetAddress> passed = outbound.resolve(host);
                if (passed.isEmpty()) {
                    throw new IOException("no address");
                }
            }
            return chain.proceed(chain.request());
        }
    }

    /**
     * Gives up the connection of a body that is closed early rather than read what nobody wants,
     * unless so little is left that reading it is cheaper.
     */
    private static final class EarlyCloses implements Interceptor {
        @Override
        public Response intercept(Chain chain) throws IOException {
            Response answer = chain.proceed(chain.request());
            ResponseBody body = answer.body();
            return body == null
                    ? answer
                    : answer.newBuilder().body(new Counted(body, chain.call())).build();
        }
    }

    private static final class Counted extends ResponseBody {
        private final ResponseBody inner;
        private final BufferedSource source;

        Counted(ResponseBody inner, Call call) {
            this.inner = inner;
            this.source =
                    Okio.buffer(new CountedSource(inner.source(), inner.contentLength(), call));
        }

        @Override
        public @Nullable MediaType contentType() {
            return inner.contentType();
        }

        @Override
        public long contentLength() {
            return inner.contentLength();
        }

        @Override
        public BufferedSource source() {
            return source;
        }
    }

    private static final class CountedSource extends ForwardingSource {
        private static final long WORTH_READING = 64 << 10;

        private final Call call;
        private long left;

        CountedSource(Source inner, long length, Call call) {
            super(inner);
            this.call = call;
            this.left = length;
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            long got = super.read(sink, byteCount);
            left -= Math.max(0, got);
            return got;
        }

        @Override
        public void close() throws IOException {
            if (left > WORTH_READING) {
                call.cancel();
            }
            super.close();
        }
    }
}
