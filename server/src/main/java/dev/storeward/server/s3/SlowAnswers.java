package dev.storeward.server.s3;

import dev.storeward.core.job.Pause;
import dev.storeward.server.http.response.Response;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers to what may take minutes, such as putting an object together: clients give up a
 * connection that is silent for long. As Amazon has it, the status 200, the beginning of a document
 * and then white space are sent meanwhile, and the document tells in the end what came of it, a
 * failure too. What is done within {@code 10} s is answered as everything else. Safe for use by
 * several threads.
 */
public final class SlowAnswers {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final String BEGINNING = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String END_OF_DECLARATION = "?>";

    private final Pause pause;

    public SlowAnswers(Pause pause) {
        this.pause = pause;
    }

    /** Where an answer goes. */
    interface Line {
        /** Says that a document comes, whatever will be in it. */
        OutputStream begin() throws IOException;

        /** Sends an answer, where nothing was begun. */
        void send(Response answer) throws IOException;
    }

    /**
     * Does the work, and sends what comes of it.
     *
     * @param work answers a document in XML
     * @param failure the same of what the work throws once the status was sent; before that it is
     *     thrown on
     */
    public void send(
            HttpServletResponse response,
            Supplier<Response> work,
            Function<RuntimeException, Response> failure)
            throws IOException {
        send(
                new Line() {
                    @Override
                    public OutputStream begin() throws IOException {
                        response.setStatus(HttpServletResponse.SC_OK);
                        response.setContentType("application/xml");
                        return response.getOutputStream();
                    }

                    @Override
                    public void send(Response answer) throws IOException {
                        answer.write(response);
                    }
                },
                work,
                failure);
    }

    void send(Line line, Supplier<Response> work, Function<RuntimeException, Response> failure)
            throws IOException {
        Waiting waiting = new Waiting(line);
        Response answer;
        try (waiting) {
            waiting.begin();
            answer = work.get();
        } catch (RuntimeException e) {
            if (!waiting.hasBegun()) {
                throw e;
            }
            answer = failure.apply(e);
        }
        waiting.send(answer);
    }

    /** Sends something from time to time until it is closed. */
    private final class Waiting implements AutoCloseable {
        private final Line line;
        private final Thread thread = Thread.ofVirtual().name("slow-answer").unstarted(this::run);

        /** Held by whoever writes. */
        private final ReentrantLock turn = new ReentrantLock();

        private boolean ended;
        private boolean begun;
        private OutputStream out = OutputStream.nullOutputStream();

        Waiting(Line line) {
            this.line = line;
        }

        void begin() {
            thread.start();
        }

        private void run() {
            try {
                do {
                    pause.take(SILENCE);
                } while (wrote());
            } catch (InterruptedException e) {
                // The work is done.
            }
        }

        /** False when nothing more is to be sent. */
        private boolean wrote() {
            turn.lock();
            try {
                if (ended) {
                    return false;
                }
                if (begun) {
                    out.write(' ');
                } else {
                    begun = true;
                    out = line.begin();
                    out.write(BEGINNING.getBytes(StandardCharsets.US_ASCII));
                }
                out.flush();
                return true;
            } catch (IOException e) {
                // The client has gone; the work goes on, and it may ask again what came of it.
                return false;
            } finally {
                turn.unlock();
            }
        }

        boolean hasBegun() {
            turn.lock();
            try {
                return begun;
            } finally {
                turn.unlock();
            }
        }

        void send(Response answer) throws IOException {
            if (hasBegun()) {
                out.write(withoutDeclaration(answer.body()));
            } else {
                line.send(answer);
            }
        }

        /** An interrupt in the middle of writing would cost the connection. */
        @Override
        public void close() {
            turn.lock();
            try {
                ended = true;
            } finally {
                turn.unlock();
            }
            thread.interrupt();
        }
    }

    private static byte[] withoutDeclaration(byte[] document) {
        String text = new String(document, StandardCharsets.ISO_8859_1);
        int end = text.startsWith("<?xml") ? text.indexOf(END_OF_DECLARATION) : -1;
        return end < 0
                ? document
                : Arrays.copyOfRange(document, end + END_OF_DECLARATION.length(), document.length);
    }
}
