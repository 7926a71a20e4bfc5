package dev.storeward.server.proof;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The ways a file can be sent. */
enum Shape {
    RAW,
    RAW_CHUNKED,
    FORM,
    FORM_CHUNKED;

    private static final String BOUNDARY = "----storeward-proof-boundary";
    private static final String PATH = "/api/v1/storage/upload";
    private static final int CHUNK = 50_000;

    /** Whether the length of the body is told before it. */
    boolean announced() {
        return this == RAW || this == FORM;
    }

    /**
     * A whole request.
     *
     * @param headers more header lines
     */
    byte[] upload(String key, String fileName, byte[] file, String... headers) {
        boolean form = this == FORM || this == FORM_CHUNKED;
        byte[] body = form ? form(fileName, file) : file;
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] =
                "Content-Type: "
                        + (form
                                ? "multipart/form-data; boundary=" + BOUNDARY
                                : "application/octet-stream");
        all[headers.length + 1] =
                announced() ? "Content-Length: " + body.length : "Transfer-Encoding: chunked";
        return joined(
                RawHttp.head("POST", form ? PATH : PATH + "?file_name=" + fileName, key, all),
                announced() ? body : chunked(body));
    }

    private static byte[] form(String fileName, byte[] file) {
        return joined(
                ("--"
                                + BOUNDARY
                                + "\r\nContent-Disposition: form-data; name=\"file_category\"\r\n\r\ngeneral\r\n--"
                                + BOUNDARY
                                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                                + fileName
                                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8),
                file,
                ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] chunked(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 1000);
        for (int at = 0; at < body.length; at += CHUNK) {
            int length = Math.min(CHUNK, body.length - at);
            out.writeBytes(
                    (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body, at, length);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(Arrays.stream(pieces).mapToInt(p -> p.length).sum());
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }
}
