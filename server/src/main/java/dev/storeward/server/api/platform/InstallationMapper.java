package dev.storeward.server.api.platform;

import dev.storeward.core.Problem;
import dev.storeward.core.installation.InstallationStatus;
import dev.storeward.core.installation.InstallationStatus.FrozenLocation;
import dev.storeward.core.installation.InstallationStatus.Release;
import dev.storeward.core.masterkey.MasterKeyStatus;
import java.util.Locale;

/** Between the core's words for the installation and its master key and the platform door's. */
final class InstallationMapper {
    private InstallationMapper() {}

    static InstallationJson.Status status(MasterKeyStatus status) {
        return new InstallationJson.Status(
                status.current(),
                word(status.state()),
                status.target(),
                status.keys().stream().map(InstallationMapper::key).toList(),
                new InstallationJson.Progress(
                        status.progress().total(),
                        status.progress().rewrapped(),
                        status.progress().remaining(),
                        status.progress().unreadable()),
                status.waitingFor().stream()
                        .map(node ->
                                new InstallationJson.Node(
                                        node.id(),
                                        node.name(),
                                        PlatformMapper.time(node.startedAt())))
                        .toList(),
                PlatformMapper.timeOrNull(status.startedAt()),
                PlatformMapper.timeOrNull(status.switchedAt()),
                PlatformMapper.timeOrNull(status.endedAt()));
    }

    private static InstallationJson.Key key(MasterKeyStatus.KnownKey key) {
        return new InstallationJson.Key(
                key.id(),
                PlatformMapper.timeOrNull(key.createdAt()),
                word(key.state()),
                key.references());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Release release(InstallationJson.Release json) {
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

    static InstallationJson.Installation installation(InstallationStatus status) {
        return new InstallationJson.Installation(
                status.id(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.recordedAt(),
                status.foundAt(),
                PlatformMapper.timeOrNull(status.since()),
                status.copyOf(),
                status.run(),
                status.frozenLocations(),
                status.frozen().stream().map(InstallationMapper::frozen).toList(),
                status.leftLocations());
    }

    private static InstallationJson.Frozen frozen(FrozenLocation location) {
        return new InstallationJson.Frozen(
                location.id(),
                location.endpoint(),
                location.bucket(),
                location.prefix(),
                location.run(),
                PlatformMapper.time(location.since()));
    }
}
