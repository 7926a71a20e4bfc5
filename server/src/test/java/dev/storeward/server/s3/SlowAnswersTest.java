package dev.storeward.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.server.http.response.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/** What is sent while an answer is made, and what of it is still a document of XML. */
class SlowAnswersTest {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

    /** Of how many pauses the end may come. */
    private final Semaphore pauses = new Semaphore(0);

    /** One for each time that something was sent, or was to be. */
    private final Semaphore sent = new Semaphore(0);

    private final Wire wire = new Wire();
    private final SlowAnswers answers =
            new SlowAnswers(length -> {
                assertThat(length).hasSeconds(10);
                pauses.acquire();
            });

    /** What has come to the client. */
    private final class Wire implements SlowAnswers.Line {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int status;
        private boolean broken;

        @Override
        public OutputStream begin() {
            status = 200;
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    if (broken) {
                        sent.release();
                        throw new IOException("the client has gone");
                    }
                    bytes.write(b);
                }

                @Override
                public void flush() {
                    sent.release();
                }
            };
        }

        @Override
        public void send(Response answer) throws IOException {
            status = answer.status();
            bytes.write(answer.body());
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private static Response document(int status, String root) {
        return new Response(
                status,
                "application/xml",
                (DECLARATION + "<" + root + ">ü</" + root + ">").getBytes(StandardCharsets.UTF_8),
                Map.of());
    }

    /** Work during which something was sent so often. */
    private Supplier<Response> lasting(int times, Supplier<Response> end) {
        return () -> {
            pauses.release(times);
            sent.acquireUninterruptibly(times);
            return end.get();
        };
    }

    private static void requireDocument(String text) throws Exception {
        DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsDoneSoonIsAnsweredAsEverythingElse() throws IOException {
        answers.send(wire, () -> document(201, "Done"), thrown -> document(500, "Error"));

        assertThat(wire.status).isEqualTo(201);
        assertThat(wire.text()).isEqualTo(DECLARATION + "<Done>ü</Done>");
        assertThatThrownBy(() ->
                        answers.send(
                                wire,
                                () -> {
                                    throw new IllegalStateException("soon");
                                },
                                thrown -> document(500, "Error")))
                .hasMessage("soon");
    }

    @Test
    void whiteSpaceIsSentBehindTheBeginningOfTheDocumentMeanwhile() throws Exception {
        answers.send(
                wire, lasting(3, () -> document(200, "Done")), thrown -> document(500, "Error"));

        assertThat(wire.status).isEqualTo(200);
        assertThat(wire.text()).isEqualTo(DECLARATION + "\n  <Done>ü</Done>");
        requireDocument(wire.text());
    }

    @Test
    void aFailureAfterTheStatusWasSentIsTheDocument() throws Exception {
        answers.send(
                wire,
                lasting(
                        1,
                        () -> {
                            throw new IllegalStateException("late");
                        }),
                thrown -> document(503, String.valueOf(thrown.getMessage())));

        assertThat(wire.status).isEqualTo(200);
        assertThat(wire.text()).isEqualTo(DECLARATION + "\n<late>ü</late>");
        requireDocument(wire.text());
    }

    @Test
    void theWorkGoesOnForAClientThatHasGone() {
        AtomicBoolean done = new AtomicBoolean();
        wire.broken = true;

        assertThatThrownBy(() ->
                        answers.send(
                                wire,
                                lasting(
                                        1,
                                        () -> {
                                            done.set(true);
                                            return document(200, "Done");
                                        }),
                                thrown -> document(500, "Error")))
                .isInstanceOf(IOException.class);

        assertThat(done).isTrue();
    }
}
