package dev.storeward.server.http.request;

import java.io.IOException;

/** A body is not the form its headers announce; the message says why. */
public final class MalformedFormException extends IOException {
    MalformedFormException(String message) {
        super(message);
    }
}
