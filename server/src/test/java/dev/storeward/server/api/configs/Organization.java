package dev.storeward.server.api.configs;

import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.util.UUID;

/**
 * A new organization and its people.
 *
 * @param ann a member
 * @param sue a supervisor
 */
record Organization(Member member, ConfigsClient ann, ConfigsClient sue, UUID externalId) {
    static Organization of(RunningServer server) {
        OpenApi openApi = OpenApi.of(server);
        Member member = server.member(1 << 20);
        Member supervisor = server.member(server.tenant(member), "supervisor");
        return new Organization(
                member,
                new ConfigsClient(server, openApi, member.key()),
                new ConfigsClient(server, openApi, supervisor.key()),
                server.tenant(member).externalId());
    }
}
