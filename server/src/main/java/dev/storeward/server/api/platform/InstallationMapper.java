package dev.storeward.server.api.platform;

import dev.storeward.core.Problem;
import dev.storeward.core.installation.InstallationStatus;
import dev.storeward.core.installation.InstallationStatus.FrozenLocation;
import dev.storeward.core.installation.InstallationStatus.Release;
import java.util.Locale;

/** Between the core's words for the installation and the platform door's. */
final class InstallationMapper {
    private InstallationMapper() {}

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

    static InstallationJson.Status status(InstallationStatus status) {
        return new InstallationJson.Status(
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
