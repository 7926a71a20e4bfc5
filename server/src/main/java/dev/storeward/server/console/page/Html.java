package dev.storeward.server.console.page;

import dev.storeward.server.http.response.Response;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/** Pages as answers: rendered whole before anything is sent, and closed to all that is not ours. */
public final class Html {
    /**
     * What a browser may load and run for a page: nothing of another origin, nothing in the page.
     */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self';"
                    + " base-uri 'none'; frame-ancestors 'none'";

    private static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Security-Policy", POLICY,
                    "X-Frame-Options", "DENY",
                    "Cross-Origin-Opener-Policy", "same-origin",
                    "Cross-Origin-Resource-Policy", "same-origin",
                    // Forms would tell no origin with less.
                    "Referrer-Policy", "same-origin");

    private Html() {}

    /**
     * A page.
     *
     * @param template writes it
     */
    public static Response page(int status, Consumer<HtmlTemplateOutput> template) {
        StringOutput text = new StringOutput();
        template.accept(new OwaspHtmlTemplateOutput(text));
        return new Response(
                status,
                "text/html;charset=utf-8",
                text.toString().getBytes(StandardCharsets.UTF_8),
                HEADERS);
    }

    /** Leads on to another page of the console. */
    public static Response to(String url) {
        return Response.empty(303).with("Location", url);
    }
}
