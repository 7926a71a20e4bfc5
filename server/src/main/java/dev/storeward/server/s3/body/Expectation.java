package dev.storeward.server.s3.body;

import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.checksum.RunningChecksum;
import java.security.MessageDigest;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A digest that a body must have.
 *
 * @param expected asked for at the body's end
 * @param failure of a body with another digest, made from that
 */
record Expectation(
        RunningChecksum running, Supplier<byte[]> expected, Function<byte[], S3Exception> failure) {

    /** Compares, at the body's end. */
    void require() {
        byte[] value = running.value();
        if (!MessageDigest.isEqual(value, expected.get())) {
            throw failure.apply(value);
        }
    }
}
