package dev.storeward.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What dependencies bring along and nothing here needs is left out: it cannot be attacked. */
class LeanClassPathTest {
    @ParameterizedTest
    @DisplayName("a library that nothing needs is not there")
    @CsvSource({
        "Netty, io/netty/channel/Channel.class",
        "the SDK's client over Netty, software/amazon/awssdk/http/nio/netty/NettyNioAsyncHttpClient.class",
        "a log4j, org/apache/logging/log4j/LogManager.class",
        "WebSocket, org/apache/tomcat/websocket/server/WsSci.class",
        "the expressions of JSP, org/apache/el/ExpressionFactoryImpl.class",
        "Markdown, org/commonmark/parser/Parser.class",
    })
    void whatNothingNeedsIsNotThere(String what, String file) {
        assertThat(getClass().getClassLoader().getResource(file)).as(what).isNull();
    }
}
