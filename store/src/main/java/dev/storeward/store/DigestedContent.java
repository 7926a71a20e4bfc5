package dev.storeward.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** A content whose digest its writer knows already. */
final class DigestedContent implements Content {
    private static final int BYTES = 32;

    private final Content content;
    private final byte[] sha256;

    DigestedContent(Content content, byte[] sha256) {
        if (sha256.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes");
        }
        this.content = content;
        this.sha256 = sha256.clone();
    }

    @Override
    public InputStream open() throws IOException {
        return content.open();
    }

    @Override
    public OptionalLong length() {
        return content.length();
    }

    @Override
    public boolean reopenable() {
        return content.reopenable();
    }

    @Override
    public Optional<byte[]> sha256() {
        return Optional.of(sha256.clone());
    }
}
