package dev.storeward.core.backend.registry;

import dev.storeward.core.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The folders of this machine below which backends may lie. */
public record LocalRoots(List<Path> roots) {
    public LocalRoots {
        roots = List.copyOf(roots);
    }

    /**
     * Passes a folder below a root, symbolic links followed on both sides.
     *
     * @param folder without symbolic links
     * @throws dev.storeward.core.ProblemException {@code Invalid}
     */
    void require(Path folder) {
        if (roots.stream().noneMatch(root -> folder.startsWith(real(root)))) {
            throw Problem.invalid(
                            "settings.path",
                            "Must lie below one of the folders of STOREWARD_LOCAL_ROOTS: "
                                    + String.join(", ", roots.stream().map(Path::toString).toList())
                                    + ".")
                    .asException();
        }
    }

    private static Path real(Path root) {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            // A root that does not exist yet has no links to follow.
            return root.toAbsolutePath().normalize();
        }
    }
}
