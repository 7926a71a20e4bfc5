package dev.storeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.storeward.testkit.browser.BrowserRun;
import dev.storeward.testkit.browser.BrowserRun.Ended;
import dev.storeward.testkit.browser.Chromium;
import dev.storeward.testkit.server.LoopbackHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script in a browser tells a test. */
class BrowserTest {
    private static final String HTML =
            """
            <!doctype html><html lang="en"><head><title>Page</title><link rel="icon" href="data:,"></head>
            <body><main><h1>Page</h1><button onclick="missing()">Go</button><input id="name">
            <img alt="" src="https://outside.example/i.png"></main></body></html>
            """;

    private final Chromium chromium = Chromium.installed();
    private final HttpServer server =
            LoopbackHttp.serving(exchange -> {
                byte[] page = HTML.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
                exchange.close();
            });

    @TempDir private Path folder;

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Path script(String text) throws IOException {
        return Files.writeString(folder.resolve("script.mjs"), text);
    }

    @Test
    void whatAPageDoesWrongIsTold() throws IOException {
        Path picture = Chromium.PICTURES.resolve("browser-test.png");
        Files.deleteIfExists(picture);

        Ended ended =
                chromium.run(
                        script(
                                """
                                export default async ({ openPage, audit, picture }, { page: address }) => {
                                  const page = await openPage()
                                  await page.goto(address)
                                  await page.click('button')
                                  await page.fill('#name', 'Ann')
                                  await picture(page, 'browser-test')
                                  return { name: await page.inputValue('#name'), wrong: await audit(page) }
                                }
                                """),
                        Map.of("page", "http://127.0.0.1:" + server.getAddress().getPort()));

        assertThat(ended.result().path("name").asString()).isEqualTo("Ann");
        assertThat(ended.result().path("wrong"))
                .singleElement()
                .satisfies(wrong -> {
                    assertThat(wrong.path("id").asString()).isEqualTo("label");
                    assertThat(wrong.path("places").toString()).isEqualTo("[\"#name\"]");
                });
        assertThat(ended.consoleErrors())
                .anyMatch(error -> error.contains("missing is not defined"))
                .anyMatch(error -> error.contains("ERR_NAME_NOT_RESOLVED"));
        assertThat(ended.outsideRequests()).containsExactly("https://outside.example/i.png");
        assertThat(picture).isNotEmptyFile();
    }

    @Test
    void aTestAndItsScriptTalk() throws IOException {
        Path script =
                script(
                        """
                        export default async ({ say, heard }, { first }) => {
                          say('noise')
                          say('asked', first + 1)
                          return await heard('answer')
                        }
                        """);
        try (BrowserRun run = chromium.start(script, Map.of("first", 1))) {
            assertThat(run.said("asked").asInt()).isEqualTo(2);
            run.tell("answer", Map.of("third", 3));
            assertThat(run.ended().result().toString()).isEqualTo("{\"third\":3}");
        }
    }

    @Test
    void aScriptThatFailsFailsItsTestAndTellsWhere() throws IOException {
        Path script = script("export default async () => { throw new Error('no such button') }");

        assertThatThrownBy(() -> chromium.run(script, Map.of()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("no such button", "script.mjs:1");
    }
}
