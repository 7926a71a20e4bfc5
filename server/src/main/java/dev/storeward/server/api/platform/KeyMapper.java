package dev.storeward.server.api.platform;

import dev.storeward.core.Problem;
import dev.storeward.core.installation.InstallationStatus;
import dev.storeward.core.installation.InstallationStatus.FrozenLocation;
import dev.storeward.core.installation.InstallationStatus.Release;
import dev.storeward.core.masterkey.MasterKeyStatus;
import java.util.Locale;

/** Between the core's words for the installation and its master key and the platform door's. */
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

    static Release release(KeyJson.Release json) {
        return switch (PlatformMapper.orEmpty(json.as())) {
            case "moved" -> Release.MOVED;
            case "copy" -> Release.COPY;
            default ->
                    throw Problem.invalid(
                                    "as",
                                    "Must be 'moved' when the original is gone, or 'copy' when it"
                                            + " lives on.")
                            .asException();
        };
    }

    static KeyJson.Installation installation(InstallationStatus status) {
        return new KeyJson.Installation(
                status.id(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.recordedAt(),
                status.foundAt(),
                PlatformMapper.timeOrNull(status.since()),
                status.copyOf(),
                status.run(),
                status.frozenLocations(),
                status.frozen().stream().map(KeyMapper::frozen).toList(),
                status.leftLocations());
    }

    private static KeyJson.Frozen frozen(FrozenLocation location) {
        return new KeyJson.Frozen(
                location.id(),
                location.endpoint(),
                location.bucket(),
                location.prefix(),
                location.run(),
                PlatformMapper.time(location.since()));
    }
}
