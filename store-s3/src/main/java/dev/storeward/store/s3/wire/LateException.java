package dev.storeward.store.s3.wire;

import java.io.IOException;

/** An exchange was ended by its deadline. */
public final class LateException extends IOException {
    LateException(IOException cause) {
        super("the deadline passed", cause);
    }
}
