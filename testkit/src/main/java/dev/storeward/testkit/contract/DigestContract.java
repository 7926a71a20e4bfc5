package dev.storeward.testkit.contract;

import static dev.storeward.testkit.contract.Subject.codeOf;
import static dev.storeward.testkit.contract.Subject.declared;
import static dev.storeward.testkit.contract.Subject.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.storeward.store.Content;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException.Code;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies whose SHA-256 the caller knows. */
interface DigestContract extends Subject {

    /** Whether the store, or the server behind it, compares a digest that it is told. */
    boolean comparesDigests();

    @ParameterizedTest
    @ValueSource(ints = {0, 10_240, 9_000_000})
    default void aBodyOfKnownDigestComesBackAsItWasWritten(int length) {
        byte[] bytes = random(length);
        ObjectKey again = freshKey("digested");
        ObjectKey once = freshKey("digested-once");

        store().put(again, Content.of(bytes).withSha256(sha256(bytes)), PutOptions.defaults());
        store().put(once, declared(length, bytes).withSha256(sha256(bytes)), PutOptions.defaults());

        assertThat(read(again)).isEqualTo(bytes);
        assertThat(read(once)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_240, 9_000_000})
    default void aBodyOfAnotherDigestLeavesNoObjectWhereThatIsCompared(int length) {
        assumeThat(comparesDigests()).as("this store does not compare digests").isTrue();
        byte[] bytes = random(length);
        byte[] other = sha256(random(length + 1));
        ObjectKey again = freshKey("other-digest");
        ObjectKey once = freshKey("other-digest-once");

        assertThat(
                        codeOf(() ->
                                store().put(
                                                again,
                                                Content.of(bytes).withSha256(other),
                                                PutOptions.defaults())))
                .isEqualTo(Code.CORRUPT);
        assertThat(
                        codeOf(() ->
                                store().put(
                                                once,
                                                declared(length, bytes).withSha256(other),
                                                PutOptions.defaults())))
                .isEqualTo(Code.CORRUPT);
        assertThat(store().head(again)).isEmpty();
        assertThat(store().head(once)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 70_000, 9_000_000})
    default void aBodyOfKnownDigestAndWrongLengthLeavesNoObject(int length) {
        byte[] digest = sha256(random(length));
        ObjectKey shorter = freshKey("digested-short");
        ObjectKey longer = freshKey("digested-long");

        assertThat(
                        codeOf(() ->
                                store().put(
                                                shorter,
                                                declared(length, random(length - 1))
                                                        .withSha256(digest),
                                                PutOptions.defaults())))
                .isEqualTo(Code.CORRUPT);
        assertThat(
                        codeOf(() ->
                                store().put(
                                                longer,
                                                declared(length, random(length + 1))
                                                        .withSha256(digest),
                                                PutOptions.defaults())))
                .isEqualTo(Code.CORRUPT);
        assertThat(store().head(shorter)).isEmpty();
        assertThat(store().head(longer)).isEmpty();
    }

    @Test
    default void aKnownDigestAndAConditionGoTogether() {
        byte[] bytes = random(70_000);
        ObjectKey key = freshKey("digested-if-absent");
        PutOptions options =
                new PutOptions(
                        store().capabilities().conditionalPut(),
                        "text/plain",
                        Map.of("sw-object", "d1"));

        store().put(key, declared(70_000, bytes).withSha256(sha256(bytes)), options);

        assertThat(read(key)).isEqualTo(bytes);
        assertThat(store().head(key).orElseThrow().metadata()).containsEntry("sw-object", "d1");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
