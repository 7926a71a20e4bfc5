package dev.storeward.client.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Whether a file on the disk is what an {@code ETag} says. */
public final class FileDigest {
    private static final int BUFFER = 256 << 10;

    private FileDigest() {}

    /** What an {@code ETag} can tell of a file. */
    public enum Likeness {
        SAME,
        ANOTHER,
        /** The tag is no digest of the whole content, as of uploads in parts by S3. */
        UNKNOWN
    }

    /**
     * Compares a file with a tag: a SHA-256, or the MD5 that files of the S3 door have.
     *
     * @param etag with or without its quotes
     */
    public static Likeness compare(Path file, String etag) throws IOException {
        String digest = etag.replace("\"", "");
        if (digest.matches("[0-9a-f]{64}")) {
            return of(file, "SHA-256").equals(digest) ? Likeness.SAME : Likeness.ANOTHER;
        }
        if (digest.matches("[0-9a-f]{32}")) {
            return of(file, "MD5").equals(digest) ? Likeness.SAME : Likeness.ANOTHER;
        }
        return Likeness.UNKNOWN;
    }

    /** The SHA-256 of a file in hexadecimal. */
    public static String sha256(Path file) throws IOException {
        return of(file, "SHA-256");
    }

    private static String of(Path file, String algorithm) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
