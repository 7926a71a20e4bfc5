package dev.storeward.core.content;

import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.EncryptingStream;
import dev.storeward.core.crypto.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** A content in pieces as a bucket and a row hold it. */
public final class StoredPieces {
    private final byte[] bytes;
    private final Pieces pieces;

    private StoredPieces(byte[] bytes, Pieces pieces) {
        this.bytes = bytes;
        this.pieces = pieces;
    }

    /** Encrypts one piece after the other, numbered from 1. */
    public static StoredPieces of(ContentCipher cipher, List<byte[]> plain) {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        List<Piece> list = new ArrayList<>();
        for (byte[] one : plain) {
            int number = list.size() + 1;
            byte[] header = new byte[0];
            byte[] cipherText = new byte[0];
            try (EncryptingStream stream =
                    cipher.ofPiece(number).encrypt(new ByteArrayInputStream(one), one.length)) {
                cipherText = stream.readAllBytes();
                header = stream.header();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            stored.writeBytes(cipherText);
            list.add(
                    new Piece(
                            number,
                            one.length,
                            header,
                            md5(one),
                            Sha256.of(one),
                            Sha256.of(cipherText)));
        }
        return new StoredPieces(stored.toByteArray(), new Pieces(list));
    }

    static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public Pieces pieces() {
        return pieces;
    }
}
