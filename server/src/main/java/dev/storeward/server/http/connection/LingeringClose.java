package dev.storeward.server.http.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Ends connections whose clients still send what nobody reads any more. Closed at once, the system
 * would answer what comes with a reset, which can take the answer from a client before it was read:
 * our side is closed, theirs after a moment.
 */
final class LingeringClose {
    /** How much of a body that nobody wants is read. */
    static final int MOST_BYTES = 64 << 10;

    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int BUFFER = 4 << 10;

    /** The rest is closed at once. */
    private static final int MOST = 128;

    private final Semaphore places = new Semaphore(MOST);

    void close(SocketChannel socket) throws IOException {
        if (!places.tryAcquire()) {
            socket.close();
            return;
        }
        Thread.ofVirtual()
                .name("lingering-close")
                .start(() -> {
                    try (socket) {
                        socket.shutdownOutput();
                        await(socket);
                    } catch (IOException e) {
                        // The client is gone.
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        places.release();
                    }
                });
    }

    private static void await(SocketChannel socket) throws IOException, InterruptedException {
        ByteBuffer dropped = ByteBuffer.allocate(BUFFER);
        long end = System.nanoTime() + LONGEST.toNanos();
        int read = 0;
        while (System.nanoTime() - end < 0) {
            int count = read < MOST_BYTES ? socket.read(dropped.clear()) : 0;
            if (count < 0) {
                return;
            }
            read += count;
            if (count == 0) {
                Thread.sleep(PAUSE);
            }
        }
    }
}
