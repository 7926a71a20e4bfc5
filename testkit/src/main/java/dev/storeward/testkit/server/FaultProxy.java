package dev.storeward.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TCP proxy on loopback that breaks connections as told. Changing the fault closes the open
 * connections, so that the next request meets the new one. Safe for several threads.
 */
public final class FaultProxy implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)\r\n");

    private static final Pattern ETAG = Pattern.compile("(?i)(\r\netag: *\"?)([0-9a-f])");

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong replied = new AtomicLong();
    private final AtomicReference<Fault> fault = new AtomicReference<>(new Fault.None());
    private final AtomicReference<Fault> afterwards = new AtomicReference<>(new Fault.None());

    private FaultProxy(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
        this.target = target;
    }

    /** A proxy to a server, passing everything on at first. */
    public static FaultProxy to(URI server) {
        try {
            FaultProxy proxy =
                    new FaultProxy(
                            new ServerSocket(0, 200, InetAddress.getLoopbackAddress()),
                            new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(), server.getPort()));
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Sets what happens from now on and closes the open connections. */
    public void set(Fault next) {
        fault.set(next);
        afterwards.set(next);
        open.forEach(FaultProxy::close);
    }

    /** As {@link #set}, but only for the next connection; those after it pass unharmed. */
    public void setOnce(Fault next) {
        fault.set(next);
        afterwards.set(new Fault.None());
        open.forEach(FaultProxy::close);
    }

    /** How many connections were made so far. */
    public long connections() {
        return connections.get();
    }

    /** How many bytes of replies were passed on so far. */
    public long replied() {
        return replied.get();
    }

    @Override
    public void close() {
        close(listener);
        open.forEach(FaultProxy::close);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                connections.incrementAndGet();
                open.add(client);
                Fault told = fault.getAndUpdate(_ -> afterwards.get());
                boolean oneCall = told instanceof Fault.OfCalls;
                Fault now = told instanceof Fault.OfCalls calls ? calls.next() : told;
                if (now instanceof Fault.Refuse) {
                    client.setSoLinger(true, 0);
                    close(client);
                    open.remove(client);
                } else if (now instanceof Fault.Answer(String status)) {
                    Thread.ofVirtual().start(() -> answer(client, status));
                } else {
                    Thread.ofVirtual().start(() -> serve(client, now, oneCall));
                }
            } catch (IOException e) {
                // Closed by its owner, or by a client that changed its mind.
            }
        }
    }

    private void serve(Socket client, Fault now, boolean oneCall) {
        try (Socket server = new Socket()) {
            open.add(server);
            server.connect(target);
            Thread up = Thread.ofVirtual().start(() -> pump(client, server, true, now, oneCall));
            pump(server, client, false, now, oneCall);
            up.join();
            open.remove(server);
        } catch (IOException e) {
            // The server is gone: so is the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(client);
            open.remove(client);
        }
    }

    /** Takes one request and answers it in the server's place. */
    private void answer(Socket client, String status) {
        try (client) {
            InputStream in = client.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
                int got = in.read();
                if (got < 0) {
                    return;
                }
                head.append((char) got);
            }
            Matcher length = LENGTH.matcher(head);
            in.skipNBytes(length.find() ? Long.parseLong(length.group(1)) : 0);
            String reply =
                    "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            client.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The client is gone: there is nobody left to answer.
        } finally {
            open.remove(client);
        }
    }

    private void pump(Socket from, Socket to, boolean request, Fault now, boolean oneCall) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 << 10];
            long passed = 0;
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                int pass = allowed(now, request, passed, got);
                if (pass > 0) {
                    if (passed == 0) {
                        out.write(head(buffer, pass, request, now, oneCall));
                    } else {
                        out.write(buffer, 0, pass);
                    }
                    out.flush();
                    passed += pass;
                    if (!request) {
                        replied.addAndGet(pass);
                    }
                }
                if (pass < got && !staysOpen(now)) {
                    break;
                }
            }
        } catch (IOException e) {
            // One side is gone: the other follows.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(from);
            close(to);
        }
    }

    /** The first bytes of a side, with what must be another header. */
    private static byte[] head(
            byte[] buffer, int count, boolean request, Fault now, boolean oneCall) {
        String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        if (request && oneCall) {
            text = text.replaceFirst("\r\n", "\r\nConnection: close\r\n");
        }
        if (!request && now instanceof Fault.WrongEtag) {
            text =
                    ETAG.matcher(text)
                            .replaceFirst(etag ->
                                    etag.group(1) + (etag.group(2).equals("0") ? "1" : "0"));
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** How many of the bytes at hand go on, after waiting where the fault says so. */
    private static int allowed(Fault now, boolean request, long passed, int got)
            throws InterruptedException {
        return switch (now) {
            case Fault.None(), Fault.WrongEtag() -> got;
            case Fault.Delay(Duration by) -> {
                Thread.sleep(by);
                yield got;
            }
            case Fault.CutRequest(long after) -> request ? rest(after, passed, got) : got;
            case Fault.StallRequest(long after) -> request ? rest(after, passed, got) : got;
            case Fault.CutReply(long after) -> request ? got : rest(after, passed, got);
            case Fault.Refuse(), Fault.BlackHole(), Fault.Answer(_), Fault.OfCalls _ -> 0;
            case Fault.DropReply() -> request ? got : 0;
            case Fault.Throttle(long bytesPerSecond) -> {
                if (!request) {
                    Thread.sleep(Duration.ofNanos(got * 1_000_000_000L / bytesPerSecond));
                }
                yield got;
            }
        };
    }

    private static int rest(long after, long passed, int got) {
        return (int) Math.min(got, Math.max(0, after - passed));
    }

    private static boolean staysOpen(Fault now) {
        return now instanceof Fault.BlackHole || now instanceof Fault.StallRequest;
    }

    private static void close(java.io.Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed is closed.
        }
    }
}
