package dev.storeward.server.proof.flood;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.SharedServers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** A member sends files to a bucket of its own that is not there. */
@ExtendWith(SharedServers.class)
class RefusalFloodTest {
    private static final int UPLOADS = 30;

    private static RunningServer server;

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    }

    @Test
    void refusalsOfOneCauseAreOneLineInAMinute() {
        Member member = server.member(1 << 20);
        Http http = new Http(server, member.key());
        Http supervisor =
                new Http(server, server.member(server.tenant(member), "supervisor").key());
        Answer registered =
                supervisor.postJson(
                        "/storage?verify=false",
                        """
                        {"storage_key":"gone","storage_class":"s3","connector_init":{
                         "access_key":"AKIA","secret_key":"hush-hush","bucket_name":"gone",
                         "endpoint":"http://127.0.0.1:1"}}
                        """);
        assertThat(registered.status()).as(registered.text()).isEqualTo(201);
        Logger logger = (Logger) LoggerFactory.getLogger("dev.storeward.server.http.response");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            for (int i = 0; i < UPLOADS; i++) {
                Answer refused = http.upload("file_name=a.txt&storage_key=gone", new byte[10]);
                assertThat(refused.status()).as(refused.text()).isEqualTo(503);
            }
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list)
                .as("a bucket that refuses, and one that is not asked for a while")
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.contains("was refused"))
                .hasSizeLessThanOrEqualTo(2);
    }
}
