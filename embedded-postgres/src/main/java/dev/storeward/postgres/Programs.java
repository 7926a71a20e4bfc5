package dev.storeward.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs, unpacked once for each version from the archive that is shipped. */
record Programs(Path parent, Path folder, String version) {

    static Programs unpack(Path parent) {
        String version = shippedVersion();
        String system = system();
        Path folder = parent.resolve(version + "-" + system);
        if (!Files.isDirectory(folder)) {
            try {
                PrivateFiles.createFolders(parent);
                unpack(system, parent, folder);
            } catch (IOException e) {
                throw Failures.of("PostgreSQL cannot be unpacked into " + folder, e);
            }
        }
        return new Programs(parent, folder, version);
    }

    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    String majorVersion() {
        return version.substring(0, version.indexOf('.'));
    }

    /** Removes what earlier versions, or a start that was cut, left behind. */
    void removeOthers() throws IOException {
        List<Path> others;
        try (Stream<Path> siblings = Files.list(parent)) {
            others = siblings.filter(path -> !path.equals(folder)).toList();
        }
        for (Path other : others) {
            PrivateFiles.deleteTree(other);
        }
    }

    private static void unpack(String system, Path parent, Path folder) throws IOException {
        String archive = "/postgres-" + system + ".txz";
        Path fresh = Files.createTempDirectory(parent, "unpacking-", PrivateFiles.FOLDER);
        try (InputStream resource = Programs.class.getResourceAsStream(archive)) {
            if (resource == null) {
                throw new EmbeddedServerException(
                        "This Storeward ships no PostgreSQL for "
                                + system
                                + "; name a database with STOREWARD_DB.");
            }
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(
                            new XZInputStream(new BufferedInputStream(resource, 1 << 16)))) {
                extract(tar, fresh);
            }
            PrivateFiles.move(fresh, folder);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another process unpacked the same version meanwhile; its copy is as good as ours.
        } finally {
            PrivateFiles.deleteTree(fresh);
        }
    }

    private static void extract(TarArchiveInputStream tar, Path folder) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry();
                entry != null;
                entry = tar.getNextEntry()) {
            Path path = folder.resolve(entry.getName()).normalize();
            if (!path.startsWith(folder)) {
                throw new IOException("the archive names a file outside its folder");
            }
            if (entry.isDirectory()) {
                PrivateFiles.createFolders(path);
                continue;
            }
            Path parent = path.getParent();
            if (parent != null) {
                PrivateFiles.createFolders(parent);
            }
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            } else {
                write(tar, path, (entry.getMode() & 0100) != 0);
            }
        }
    }

    private static void write(InputStream from, Path file, boolean executable) throws IOException {
        Files.copy(from, file);
        Files.setPosixFilePermissions(
                file, PosixFilePermissions.fromString(executable ? "rwx------" : "rw-------"));
        PrivateFiles.sync(file);
    }

    private static String shippedVersion() {
        try (InputStream resource = Programs.class.getResourceAsStream("binaries.properties")) {
            if (resource == null) {
                throw new IllegalStateException("binaries.properties is missing from the build");
            }
            Properties properties = new Properties();
            properties.load(resource);
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw Failures.of("The list of shipped programs cannot be read", e);
        }
    }

    private static String system() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String cpu = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String family = os.contains("mac") ? "darwin" : os.replace(' ', '_');
        return switch (cpu) {
            case "amd64", "x86_64" -> family + "-x86_64";
            case "aarch64", "arm64" -> family + "-arm_64";
            default -> family + "-" + cpu;
        };
    }
}
