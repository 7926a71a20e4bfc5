package dev.storeward.store.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.MultipartUploads.Part;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.testkit.Mutants;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers of a bucket, changed a little: each is a result or a failure of the store. */
final class ChangedAnswersTest {
    private static final int SEEDS = 150;
    private static final ObjectKey KEY = new ObjectKey("a");

    private final ScriptedServer server = new ScriptedServer();
    private final ObjectStore store = server.open("bucket");

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    private void answers(int status, String text) {
        server.replies().clear();
        server.replies()
                .add(
                        new ScriptedServer.Reply(
                                status, Map.of("Content-Type", "application/xml"), text));
    }

    @Test
    void aChangedListIsAListOrAFailureOfTheStore() {
        Mutants.of(ChangedAnswersTest.class, "answers.txt")
                .play(
                        SEEDS,
                        text -> {
                            answers(200, text);
                            Mutants.resultOrFailure(() -> store.list(new ListRequest("", "", 10)));
                        });
    }

    @Test
    void aChangedAnswerToUploadsAndDeletesIsOneOrAFailureOfTheStore() {
        Mutants.of(ChangedAnswersTest.class, "answers.txt")
                .play(
                        SEEDS,
                        text -> {
                            answers(200, text);
                            Mutants.resultOrFailure(
                                    () -> uploads().start(KEY, PutOptions.defaults()));
                            Mutants.resultOrFailure(() -> complete());
                            Mutants.resultOrFailure(() -> uploads().pending(KEY));
                            Mutants.resultOrFailure(
                                    () -> store.delete(List.of(KEY, new ObjectKey("b"))));
                        });
    }

    @Test
    void aChangedErrorIsAFailureOfTheStore() {
        Mutants.of(ChangedAnswersTest.class, "answers.txt")
                .play(
                        SEEDS,
                        text -> {
                            answers(400, text);
                            Mutants.resultOrFailure(() -> store.list(new ListRequest("", "", 10)));
                            Mutants.resultOrFailure(() -> store.get(KEY, ByteRange.all()).close());
                            Mutants.resultOrFailure(() ->
                                    store.put(KEY, Content.of(new byte[1]), PutOptions.defaults()));
                        });
    }

    private void complete() {
        assertThat(uploads().complete(KEY, "u", List.of(new Part(1, "e")), PutOptions.defaults()))
                .isNotNull();
    }

    private MultipartUploads uploads() {
        return store.multipart().orElseThrow();
    }
}
