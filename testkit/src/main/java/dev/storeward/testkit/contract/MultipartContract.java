package dev.storeward.testkit.contract;

import static dev.storeward.testkit.contract.Subject.codeOf;
import static dev.storeward.testkit.contract.Subject.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.MultipartUploads.Part;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException.Code;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

interface MultipartContract extends Subject {

    PutOptions OWN = new PutOptions(false, "text/plain", Map.of("sw-object", "mine"));

    private MultipartUploads uploads() {
        assumeThat(store().multipart()).as("this store has no uploads in parts").isPresent();
        return store().multipart().orElseThrow();
    }

    @Test
    default void partsBecomeOneObjectWhenTheUploadIsCompleted() {
        MultipartUploads uploads = uploads();
        ObjectKey key = freshKey("parts \u00e9");
        byte[] bytes = random(Math.toIntExact(uploads.minimumPartSize()) + 1_000_000);
        int cut = Math.toIntExact(uploads.minimumPartSize());

        String id = uploads.start(key, OWN);
        Part second = uploads.upload(key, id, 2, Content.of(bytes, cut, bytes.length - cut));
        Part first = uploads.upload(key, id, 1, Content.of(bytes, 0, cut));
        assertThat(store().head(key)).isEmpty();
        ObjectInfo info = uploads.complete(key, id, List.of(first, second), OWN);

        assertThat(info.key()).isEqualTo(key);
        assertThat(info.size()).isEqualTo(bytes.length);
        assertThat(info.metadata()).containsEntry("sw-object", "mine");
        assertThat(read(key)).isEqualTo(bytes);
        assertThat(uploads.pending(key)).isEmpty();
    }

    @Test
    default void aPartSentAgainReplacesTheFormerOne() {
        MultipartUploads uploads = uploads();
        ObjectKey key = freshKey("again");
        byte[] bytes = random(100_000);

        String id = uploads.start(key, OWN);
        uploads.upload(key, id, 1, Content.of(new byte[50_000]));
        Part again = uploads.upload(key, id, 1, Content.of(bytes));
        uploads.complete(key, id, List.of(again), OWN);

        assertThat(read(key)).isEqualTo(bytes);
    }

    @Test
    default void whereTagsAreComparedOfTwoPartsOfOneNumberNoneIsTakenForTheOther() {
        MultipartUploads uploads = uploads();
        assumeThat(uploads.comparesTags()).as("this store tells parts by number").isTrue();
        ObjectKey key = freshKey("told-apart");
        byte[] bytes = random(100_000);

        String id = uploads.start(key, OWN);
        Part former = uploads.upload(key, id, 1, Content.of(random(100_000)));
        Part latter = uploads.upload(key, id, 1, Content.of(bytes));

        assertThat(codeOf(() -> uploads.complete(key, id, List.of(former), OWN)))
                .isEqualTo(Code.INVALID);
        assertThat(store().head(key)).isEmpty();
        uploads.complete(key, id, List.of(latter), OWN);
        assertThat(read(key)).isEqualTo(bytes);
    }

    @Test
    default void aPartMayBeReadableButOnce() {
        MultipartUploads uploads = uploads();
        ObjectKey key = freshKey("once");
        byte[] bytes = random(600_000);
        Content once = Content.once(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));

        String id = uploads.start(key, OWN);
        Part part = uploads.upload(key, id, 1, once);
        uploads.complete(key, id, List.of(part), OWN);

        assertThat(read(key)).isEqualTo(bytes);
    }

    @Test
    default void anUploadIsFoundByItsKeyUntilItIsAborted() {
        MultipartUploads uploads = uploads();
        ObjectKey key = freshKey("pending");
        String id = uploads.start(key, OWN);
        String other = uploads.start(new ObjectKey(key + "x"), OWN);
        uploads.upload(key, id, 1, Content.of(random(1000)));

        assertThat(uploads.pending(key)).containsExactly(id);
        uploads.abort(key, id);
        assertThat(uploads.pending(key)).isEmpty();
        assertThat(store().head(key)).isEmpty();

        uploads.abort(key, id);
        uploads.abort(new ObjectKey(key + "x"), other);
    }

    @Test
    default void anUploadNobodyKnowsIsAbortedAlready() {
        MultipartUploads uploads = uploads();
        ObjectKey key = freshKey("unknown");
        String id = uploads.start(key, OWN);
        uploads.abort(key, id);

        uploads.abort(key, id);

        assertThat(uploads.pending(key)).isEmpty();
    }

    @Test
    default void aCompletionWithTheWrongPartsMakesNoObject() {
        MultipartUploads uploads = uploads();
        ObjectKey key = freshKey("wrong-parts");
        String id = uploads.start(key, OWN);
        Part sent = uploads.upload(key, id, 1, Content.of(random(1000)));
        Part neverSent = new Part(2, sent.tag());

        Code code = codeOf(() -> uploads.complete(key, id, List.of(sent, neverSent), OWN));

        assertThat(code).isEqualTo(Code.INVALID);
        assertThat(store().head(key)).isEmpty();
        uploads.abort(key, id);
    }

    @Test
    default void aCompletionRepeatedAfterALostAnswerSucceeds() {
        MultipartUploads uploads = uploads();
        ObjectKey key = freshKey("repeated");
        byte[] bytes = random(1000);
        String id = uploads.start(key, OWN);
        List<Part> parts = List.of(uploads.upload(key, id, 1, Content.of(bytes)));
        uploads.complete(key, id, parts, OWN);

        ObjectInfo info = uploads.complete(key, id, parts, OWN);

        assertThat(info.size()).isEqualTo(1000);
        assertThat(read(key)).isEqualTo(bytes);
    }

    @Test
    default void aCompletionDoesNotReplaceAnotherWritersObjectIfItMustNot() {
        MultipartUploads uploads = uploads();
        assumeThat(store().capabilities().conditionalPut())
                .as("this store does not promise put-if-absent")
                .isTrue();
        ObjectKey key = freshKey("taken");
        put(key, "theirs");
        PutOptions ifAbsent = new PutOptions(true, "text/plain", OWN.metadata());
        String id = uploads.start(key, ifAbsent);
        List<Part> parts = List.of(uploads.upload(key, id, 1, Content.of(random(1000))));

        assertThat(codeOf(() -> uploads.complete(key, id, parts, ifAbsent)))
                .isEqualTo(Code.ALREADY_EXISTS);

        assertThat(text(key)).isEqualTo("theirs");
        uploads.abort(key, id);
    }

    @Test
    default void partsOfOneUploadMayBeSentAtOnce() throws Exception {
        MultipartUploads uploads = uploads();
        ObjectKey key = freshKey("parallel");
        int size = Math.toIntExact(uploads.minimumPartSize());
        byte[] bytes = random(size * 3);
        String id = uploads.start(key, OWN);

        Part[] parts = new Part[3];
        try (var executor = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Future<Part>> sent =
                    List.of(1, 2, 3).stream()
                            .map(number ->
                                    executor.submit(() ->
                                            uploads.upload(
                                                    key,
                                                    id,
                                                    number,
                                                    Content.of(bytes, (number - 1) * size, size))))
                            .toList();
            for (int i = 0; i < 3; i++) {
                parts[i] = sent.get(i).get();
            }
        }
        uploads.complete(key, id, Arrays.asList(parts), OWN);

        assertThat(read(key)).isEqualTo(bytes);
    }
}
