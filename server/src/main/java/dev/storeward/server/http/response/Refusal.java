package dev.storeward.server.http.response;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Why a request was not done that is wrong as HTTP, whatever it asks for. What is wrong with what
 * it asks for is a {@link dev.storeward.core.Problem}.
 *
 * @param title the status in words
 * @param message a sentence: the cause, and what to do next
 */
public record Refusal(int status, String title, String message, Map<String, String> headers) {
    /** How long an address may be, with its query. */
    static final int ADDRESS_BYTES = 8 << 10;

    /** How long all headers together may be. */
    static final int HEADER_BYTES = 8 << 10;

    static final Refusal TRACE =
            new Refusal(
                    405,
                    "Method Not Allowed",
                    "TRACE is taken at no address. Ask for what there is with GET.",
                    Map.of("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE"));
    static final Refusal LONG_ADDRESS =
            new Refusal(
                    414,
                    "URI Too Long",
                    "The address is longer than "
                            + ADDRESS_BYTES
                            + " bytes. Shorten its names or its query.");
    static final Refusal EXPECTATION =
            new Refusal(
                    417,
                    "Expectation Failed",
                    "The header Expect can only be 100-continue. Send the request without it.");
    static final Refusal LONG_HEADERS =
            new Refusal(
                    431,
                    "Request Header Fields Too Large",
                    "The headers are longer than "
                            + HEADER_BYTES
                            + " bytes together. Send fewer or shorter ones; no cookie is needed.");
    static final Refusal TUNNEL =
            new Refusal(
                    501,
                    "Not Implemented",
                    "This server is no proxy: it does not take CONNECT. Send the request to the address it is for.");
    static final Refusal ENCODING =
            new Refusal(
                    501,
                    "Not Implemented",
                    "The header Transfer-Encoding can only be chunked. Send the bytes with it, or with a Content-Length.");
    static final Refusal VERSION =
            new Refusal(
                    505,
                    "HTTP Version Not Supported",
                    "This version of HTTP is not spoken here. Send the request as HTTP/1.1.");

    public Refusal {
        headers = Map.copyOf(headers);
    }

    private Refusal(int status, String title, String message) {
        this(status, title, message, Map.of());
    }

    /** There is something at the address, for other methods. */
    public static Refusal ofMethod(String method, List<String> allowed) {
        String all = String.join(", ", allowed);
        return new Refusal(
                405,
                "Method Not Allowed",
                "This address does not take " + method + ". It takes " + all + ".",
                Map.of("Allow", all));
    }

    /** The status as doors with codes name it. */
    public String code() {
        return title.toUpperCase(Locale.ROOT).replace(' ', '_');
    }
}
