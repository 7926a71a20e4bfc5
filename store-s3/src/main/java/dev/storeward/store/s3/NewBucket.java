package dev.storeward.store.s3;

import dev.storeward.store.connector.BucketMaker.Made;
import dev.storeward.store.s3.error.S3Failures;
import dev.storeward.store.s3.settings.S3Settings;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Makes one bucket. Whose an existing one is, only the attempt to make it tells: a stranger's
 * bucket may be open to us and still be the stranger's.
 */
record NewBucket(S3Settings settings, S3Clients clients) {

    Made make() {
        boolean there = there();
        try {
            clients.repeating().createBucket(r -> r.bucket(settings.bucket()));
            return there ? Made.OURS_ALREADY : Made.MADE;
        } catch (RuntimeException e) {
            return switch (S3Failures.codeOf(e)) {
                case "BucketAlreadyOwnedByYou" -> Made.OURS_ALREADY;
                case "BucketAlreadyExists" -> Made.TAKEN;
                default -> throw new S3Failures(settings.name()).of(e);
            };
        }
    }

    /** Some servers answer to a bucket of ours that is made again as to a new one. */
    private boolean there() {
        try {
            clients.repeating().headBucket(r -> r.bucket(settings.bucket()));
            return true;
        } catch (AwsServiceException e) {
            if (e.statusCode() == 403 || e.statusCode() == 404 || e.statusCode() == 301) {
                return false;
            }
            throw new S3Failures(settings.name()).ofHead(e);
        } catch (RuntimeException e) {
            throw new S3Failures(settings.name()).ofHead(e);
        }
    }
}
