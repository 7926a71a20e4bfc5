package dev.storeward.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.bench.client.HttpConnection.Answer;
import dev.storeward.bench.server.ServerUnderTest;
import dev.storeward.bench.server.Tenancy;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requests of a tenant's user to the files door. */
public final class FilesDoor {
    private static final String BASE = "/api/v1/storage";
    private static final String BOUNDARY = "----storeward-bench-boundary";
    private static final Pattern FILE_PATH = Pattern.compile("\"file_path\":\"([^\"]+)\"");
    private static final int CHUNK = 1 << 20;

    private final URI server;
    private final Tenancy tenancy;

    public FilesDoor(ServerUnderTest server, Tenancy tenancy) {
        this.server = server.url();
        this.tenancy = tenancy;
    }

    /** The same random bytes at every call, so that nothing compresses. */
    public static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** The file as the whole body. */
    public Request uploadRaw(int length) {
        return Request.small(
                server,
                "POST",
                BASE + "/upload?file_name=small.bin",
                headers("application/octet-stream"),
                randomBytes(length));
    }

    /** The file as a part of a form. */
    public Request uploadForm(int length) {
        byte[] before = beforePart();
        byte[] after = afterPart();
        byte[] body = java.util.Arrays.copyOf(before, before.length + length + after.length);
        System.arraycopy(randomBytes(length), 0, body, before.length, length);
        System.arraycopy(after, 0, body, before.length + length, after.length);
        return Request.small(server, "POST", BASE + "/upload", headers(formType()), body);
    }

    /** As {@link #uploadRaw}, of a length that is a multiple of 1 MiB. */
    public Request uploadLargeRaw(long length) {
        return Request.large(
                server,
                "POST",
                BASE + "/upload?file_name=large.bin",
                headers("application/octet-stream"),
                largeBody(length));
    }

    /** As {@link #uploadForm}, of a length that is a multiple of 1 MiB. */
    public Request uploadLargeForm(long length) {
        return Request.large(
                server,
                "POST",
                BASE + "/upload",
                headers(formType()),
                new Request.LargeBody(beforePart(), randomBytes(CHUNK), length, afterPart()));
    }

    public static Request.LargeBody largeBody(long length) {
        return new Request.LargeBody(new byte[0], randomBytes(CHUNK), length, new byte[0]);
    }

    public Request download(String address) {
        return Request.of(server, "GET", BASE + "/objects/" + address, tenancy.headers());
    }

    public Request delete(String address) {
        return Request.of(server, "DELETE", BASE + "/objects/" + address, tenancy.headers());
    }

    public Request link(String address) {
        return Request.of(
                server, "GET", BASE + "/objects/" + address + "/presigned-url", tenancy.headers());
    }

    public Request page(int page, int size) {
        return Request.of(
                server,
                "GET",
                BASE + "/files?page=" + page + "&page_size=" + size,
                tenancy.headers());
    }

    /** Where an upload's answer says the file is. */
    public static String address(Answer uploaded) {
        Matcher path = FILE_PATH.matcher(uploaded.text());
        if (!path.find()) {
            throw new IllegalStateException("Not an upload's answer: " + uploaded.text());
        }
        return path.group(1);
    }

    private Map<String, String> headers(String type) {
        Map<String, String> headers = new HashMap<>(tenancy.headers());
        headers.put("Content-Type", type);
        return headers;
    }

    private static String formType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    private static byte[] beforePart() {
        return ("--"
                        + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"form.bin\"\r\n"
                        + "Content-Type: application/octet-stream\r\n\r\n")
                .getBytes(UTF_8);
    }

    private static byte[] afterPart() {
        return ("\r\n--" + BOUNDARY + "--\r\n").getBytes(UTF_8);
    }
}
