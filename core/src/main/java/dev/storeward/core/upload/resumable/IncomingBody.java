package dev.storeward.core.upload.resumable;

import java.io.InputStream;

/** Bytes of a client on their way, over a connection that may end at any time. */
public interface IncomingBody {
    /** Read once; whatever it throws is the end of it. */
    InputStream stream();

    /** Ends the stream, for who waits for its next bytes too. Any thread may call it. */
    void end();
}
