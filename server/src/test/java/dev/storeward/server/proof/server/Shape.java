package dev.storeward.server.proof.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The ways a file can be sent. */
public enum Shape {
    RAW,
    RAW_CHUNKED,
    FORM,
    FORM_CHUNKED;

    private static final List<Shape> ALL = List.of(values());
    private static final String BOUNDARY = "----storeward-proof-boundary";
    private static final String PATH = "/api/v1/storage/upload";
    private static final int CHUNK = 50_000;

    /** One shape after the other, over and over. */
    public static Shape number(int number) {
        return ALL.get(number % ALL.size());
    }

    /** Whether the length of the body is told before it. */
    public boolean announced() {
        return this == RAW || this == FORM;
    }

    /**
     * A whole request.
     *
     * @param headers more header lines
     */
    public byte[] upload(String key, String fileName, byte[] file, String... headers) {
        byte[] head = head(key, fileName, file.length, headers);
        byte[] body = joined(opening(fileName), file, closing());
        return joined(head, announced() ? body : chunked(body));
    }

    /**
     * What stands before and behind the bytes of a file; chunked bodies have their file in chunks.
     */
    public record Framed(byte[] before, byte[] after) {}

    /** A request around bytes that are sent piece by piece. */
    public Framed framed(String key, String fileName, int size) {
        byte[] head = head(key, fileName, size);
        byte[] opening = opening(fileName);
        byte[] closing = closing();
        return announced()
                ? new Framed(joined(head, opening), closing)
                : new Framed(
                        joined(head, chunks(opening)),
                        joined(chunks(closing), "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    }

    private boolean isForm() {
        return this == FORM || this == FORM_CHUNKED;
    }

    private byte[] head(String key, String fileName, int size, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] =
                "Content-Type: "
                        + (isForm()
                                ? "multipart/form-data; boundary=" + BOUNDARY
                                : "application/octet-stream");
        int length = opening(fileName).length + size + closing().length;
        all[headers.length + 1] =
                announced() ? "Content-Length: " + length : "Transfer-Encoding: chunked";
        return RawHttp.head("POST", isForm() ? PATH : PATH + "?file_name=" + fileName, key, all);
    }

    private byte[] opening(String fileName) {
        String opening =
                "--"
                        + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file_category\"\r\n\r\ngeneral\r\n--"
                        + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + fileName
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        return isForm() ? opening.getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    private byte[] closing() {
        String closing = "\r\n--" + BOUNDARY + "--\r\n";
        return isForm() ? closing.getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    private static byte[] chunked(byte[] body) {
        return joined(chunks(body), "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] chunks(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 1000);
        for (int at = 0; at < body.length; at += CHUNK) {
            int length = Math.min(CHUNK, body.length - at);
            out.writeBytes(
                    (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body, at, length);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }

    public static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(Arrays.stream(pieces).mapToInt(p -> p.length).sum());
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }
}
