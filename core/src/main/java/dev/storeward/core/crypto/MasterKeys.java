package dev.storeward.core.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The master keys of an installation, oldest first, as they lie in a file that its owner alone may
 * read: one line a key, with its id, its age and its 32 bytes. Immutable.
 */
public final class MasterKeys {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> MODE_600 =
            PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    private static final FileAttribute<Set<PosixFilePermission>> MODE_700 =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final String HEADING =
            """
            # The master keys of a Storeward installation. Whoever has this file and the database can
            # read every stored file; without this file nobody can. Keep a copy in a safe place.
            # id, creation time, 256 bits in base64
            """;

    private final Path file;
    private final List<MasterKey> keys;

    private MasterKeys(Path file, List<MasterKey> keys) {
        this.file = file;
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads the file.
     *
     * @throws MasterKeyException when it is missing, damaged, or open to others than its owner
     */
    public static MasterKeys load(Path file) {
        try {
            if (!Files.exists(file)) {
                throw new MasterKeyException(
                        "The master key file "
                                + file
                                + " is missing: restore it from its backup, or name another with"
                                + " STOREWARD_MASTER_KEY_FILE.");
            }
            requirePrivate(file);
            List<MasterKey> keys = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    add(file, keys, parse(file, line.strip()));
                }
            }
            if (keys.isEmpty()) {
                throw damaged(file);
            }
            return new MasterKeys(file, keys);
        } catch (IOException e) {
            throw new MasterKeyException(
                    "The master key file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Makes a file with one new key. It is on the disk, mode 600, when this returns.
     *
     * @throws MasterKeyException when there is such a file already, or it cannot be written
     */
    public static MasterKeys create(Path file, SecureRandom random, InstantSource clock) {
        MasterKey key = newKey(random, clock);
        try {
            createWith(file.toAbsolutePath(), HEADING + line(key));
        } catch (IOException e) {
            throw new MasterKeyException(
                    "The master key file " + file + " cannot be written: " + e.getMessage() + ".",
                    e);
        }
        return new MasterKeys(file, List.of(key));
    }

    /**
     * Adds a new key at the end of the file, which is replaced as a whole: whoever reads it finds
     * the old keys or all of them. What else is in it, its place behind a link, and its mode stay.
     *
     * @return the keys of the file, the new one last
     * @throws MasterKeyException when the file is none of keys, or its folder cannot be written
     */
    public static MasterKeys add(Path file, SecureRandom random, InstantSource clock) {
        MasterKeys before = load(file);
        MasterKey key = newKey(random, clock);
        try {
            Path real = file.toRealPath();
            String text = Files.readString(real);
            String end = text.endsWith("\n") ? "" : "\n";
            replace(real, text + end + line(key));
        } catch (IOException e) {
            throw new MasterKeyException(
                    "The master key file "
                            + file
                            + " cannot be written ("
                            + e.getClass().getSimpleName()
                            + "): add a line with a new key to it yourself.",
                    e);
        }
        return new MasterKeys(file, Stream.concat(before.keys.stream(), Stream.of(key)).toList());
    }

    private static MasterKey newKey(SecureRandom random, InstantSource clock) {
        byte[] bytes = new byte[MasterKey.BYTES];
        random.nextBytes(bytes);
        byte[] id = new byte[8];
        random.nextBytes(id);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new MasterKey("mk_" + HexFormat.of().formatHex(id), now, bytes);
    }

    private static String line(MasterKey key) {
        return key.id() + " " + key.createdAt() + " " + key.base64() + "\n";
    }

    /** The file the keys came from. */
    public Path file() {
        return file;
    }

    /** Every key, the oldest first. */
    public List<MasterKey> all() {
        return keys;
    }

    /** The key made last. */
    public MasterKey newest() {
        return keys.getLast();
    }

    public Optional<MasterKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    @Override
    public String toString() {
        return "MasterKeys[" + file + ", " + keys + "]";
    }

    /** A key that is in the file twice counts once; two keys of one name are damage. */
    private static void add(Path file, List<MasterKey> keys, MasterKey key) {
        for (MasterKey other : keys) {
            if (other.id().equals(key.id())) {
                if (other.isSameAs(key)) {
                    return;
                }
                throw damaged(file);
            }
        }
        keys.add(key);
    }

    private static MasterKey parse(Path file, String line) {
        String[] fields = line.split("\\s+", -1);
        if (fields.length != 3 || !ID.matcher(fields[0]).matches()) {
            throw damaged(file);
        }
        try {
            return new MasterKey(
                    fields[0], Instant.parse(fields[1]), Base64.getDecoder().decode(fields[2]));
        } catch (DateTimeException | IllegalArgumentException e) {
            // Not passed on as the cause: its message may quote the key.
            throw damaged(file);
        }
    }

    private static void requirePrivate(Path file) throws IOException {
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException e) {
            return;
        }
        boolean open =
                mode.stream()
                        .anyMatch(right ->
                                right.name().startsWith("GROUP_")
                                        || right.name().startsWith("OTHERS_"));
        if (open) {
            throw new MasterKeyException(
                    "The master key file "
                            + file
                            + " is open to others ("
                            + PosixFilePermissions.toString(mode)
                            + "): chmod 600 it, and consider who may have read it.");
        }
    }

    /** Under a temporary name first, so that the file never exists in part. */
    private static void createWith(Path file, String text) throws IOException {
        Path fresh = temporary(file, text);
        try {
            // A link, unlike a rename, fails when the name is taken: no key is ever overwritten.
            Files.createLink(file, fresh);
            forceFolder(fresh);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Path fresh = temporary(file, text);
        try {
            if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(file);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** A file beside another, on the disk when this returns. */
    private static Path temporary(Path file, String text) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException("it has no folder");
        }
        Files.createDirectories(folder, MODE_700);
        Path fresh = Files.createTempFile(folder, ".master-key-", ".new", MODE_600);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            return fresh;
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    private static void forceFolder(Path file) throws IOException {
        try (FileChannel names =
                FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static MasterKeyException damaged(Path file) {
        return new MasterKeyException(
                "The master key file " + file + " is damaged: restore it from its backup.");
    }
}
