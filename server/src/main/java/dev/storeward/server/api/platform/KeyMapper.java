package dev.storeward.server.api.platform;

import dev.storeward.core.masterkey.MasterKeyStatus;
import java.util.Locale;

/** Between the core's words for the master key and the platform door's. */
final class KeyMapper {
    private KeyMapper() {}

    static KeyJson.Status status(MasterKeyStatus status) {
        return new KeyJson.Status(
                status.current(),
                word(status.state()),
                status.target(),
                status.keys().stream().map(KeyMapper::key).toList(),
                new KeyJson.Progress(
                        status.progress().total(),
                        status.progress().rewrapped(),
                        status.progress().remaining(),
                        status.progress().unreadable()),
                status.waitingFor().stream()
                        .map(node ->
                                new KeyJson.Node(
                                        node.id(),
                                        node.name(),
                                        PlatformMapper.time(node.startedAt())))
                        .toList(),
                PlatformMapper.timeOrNull(status.startedAt()),
                PlatformMapper.timeOrNull(status.switchedAt()),
                PlatformMapper.timeOrNull(status.endedAt()));
    }

    private static KeyJson.Key key(MasterKeyStatus.KnownKey key) {
        return new KeyJson.Key(
                key.id(),
                PlatformMapper.timeOrNull(key.createdAt()),
                word(key.state()),
                key.references());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
