package dev.storeward.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Profiles in a file that only its owner may read: one that others may read is refused, for it
 * holds keys.
 */
public final class Profiles {
    private static final Set<PosixFilePermission> OWN =
            PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final Map<String, Profile> byName;
    private final String current;

    private Profiles(Path file, Map<String, Profile> byName, String current) {
        this.file = file;
        this.byName = new TreeMap<>(byName);
        this.current = current;
    }

    /** Where they are kept: {@code $XDG_CONFIG_HOME} or {@code ~/.config}, {@code storeward}. */
    static Path place(Map<String, String> environment) {
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path folder =
                config.isEmpty()
                        ? Path.of(environment.getOrDefault("HOME", "."), ".config")
                        : Path.of(config);
        return folder.resolve("storeward").resolve("profiles.json");
    }

    /** The profiles there are; none where there is no file. */
    static Profiles read(Path file) {
        if (!Files.exists(file)) {
            return new Profiles(file, Map.of(), "");
        }
        try {
            requireOwn(file);
            JsonNode json = Words.JSON.readTree(Files.readAllBytes(file));
            Map<String, Profile> byName = new TreeMap<>();
            json.path("profiles")
                    .properties()
                    .forEach(entry ->
                            byName.put(
                                    entry.getKey(),
                                    new Profile(
                                            entry.getValue().path("url").asString(""),
                                            entry.getValue().path("key").asString(""),
                                            entry.getValue().path("tenant").asString(""))));
            return new Profiles(file, byName, json.path("current").asString(""));
        } catch (IOException | JacksonException e) {
            throw Failure.usage(file + " cannot be read. Correct it, or remove it.");
        }
    }

    private static void requireOwn(Path file) throws IOException {
        EnumSet<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        others.removeAll(
                Set.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE));
        if (!others.isEmpty()) {
            throw Failure.usage(
                    file + " holds keys and others may read it. Run: chmod 600 " + file);
        }
    }

    public Map<String, Profile> all() {
        return Map.copyOf(byName);
    }

    /** The one that is used when none is named; empty for none. */
    public String current() {
        return current;
    }

    /** The profile of a name. */
    public Profile require(String name) {
        Profile profile = byName.get(name);
        if (profile == null) {
            throw Failure.usage(
                    "There is no profile "
                            + Words.clean(name)
                            + (byName.isEmpty()
                                    ? ". Make one with: storeward ctl profile add NAME"
                                    : ". There are: " + String.join(", ", byName.keySet()))
                            + ".");
        }
        return profile;
    }

    public void add(String name, Profile profile) {
        Map<String, Profile> more = new TreeMap<>(byName);
        more.put(name, profile);
        write(more, current.isEmpty() ? name : current);
    }

    public void use(String name) {
        require(name);
        write(byName, name);
    }

    public void remove(String name) {
        require(name);
        Map<String, Profile> fewer = new TreeMap<>(byName);
        fewer.remove(name);
        write(fewer, current.equals(name) ? "" : current);
    }

    /** Whole or not at all, and never readable by others. */
    private void write(Map<String, Profile> profiles, String used) {
        ObjectNode json = Words.object();
        json.put("current", used);
        ObjectNode all = json.putObject("profiles");
        profiles.forEach((name, profile) -> {
            ObjectNode one = all.putObject(name);
            one.put("url", profile.url()).put("key", profile.key()).put("tenant", profile.tenant());
        });
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(OWN));
            Files.write(next, Words.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be written.");
        }
    }
}
