package dev.storeward.core.file.name;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * An object name as a client sent it, checked to lie in the caller's own folder. It is a value,
 * never a path.
 */
public record Address(String value) {
    /** Characters; no address is longer, whichever door took it. */
    private static final int LONGEST = 2_048;

    /**
     * The address a client names.
     *
     * @param sent decoded once
     * @throws dev.storeward.core.ProblemException {@code Invalid} when it can be no address at all,
     *     {@code Forbidden} when it lies outside the caller's folder
     */
    public static Address ofCaller(Caller caller, String sent) {
        String problem = ObjectKey.problemOf(sent);
        if (!problem.isEmpty()) {
            throw Problem.invalid(
                            "object_name",
                            "This is no object name: " + problem.replace("key", "name") + ".")
                    .asException();
        }
        String value = Normalizer.normalize(sent, Normalizer.Form.NFC);
        requireOwnFolder(caller, value);
        return new Address(value);
    }

    /**
     * The address of a file that may be there under exactly this name, whatever characters it
     * holds: some doors take names that others would not give.
     *
     * @param sent decoded once
     * @return empty when no file of the caller can have it
     */
    public static Optional<Address> asSent(Caller caller, String sent) {
        return sent.startsWith(folderOf(caller)) && isText(sent)
                ? Optional.of(new Address(sent))
                : Optional.empty();
    }

    /** Whether it can be kept: of whole characters, none of them NUL. */
    private static boolean isText(String value) {
        return value.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(value)
                && value.length() <= LONGEST;
    }

    /**
     * The prefix of a listing, which may end inside a segment.
     *
     * @param sent empty for the caller's whole folder
     */
    public static String prefixOfCaller(Caller caller, String sent) {
        String folder = folderOf(caller);
        if (sent.isEmpty()) {
            return folder;
        }
        String problem = ObjectKey.problemOf(sent.endsWith("/") ? sent + "x" : sent);
        if (!problem.isEmpty()) {
            throw Problem.invalid(
                            "prefix",
                            "This is no prefix of an object name: "
                                    + problem.replace("key", "prefix")
                                    + ".")
                    .asException();
        }
        String value = Normalizer.normalize(sent, Normalizer.Form.NFC);
        requireOwnFolder(caller, value);
        return value;
    }

    /** The folder of the caller's files, with a slash at its end. */
    public static String folderOf(Caller caller) {
        return "organizations/"
                + caller.requireTenant().number()
                + "/files/"
                + caller.userNumber()
                + "/";
    }

    private static void requireOwnFolder(Caller caller, String value) {
        String folder = folderOf(caller);
        if (!value.startsWith(folder)) {
            throw new Problem.Forbidden(
                            "You can reach only names in your own folder, which is " + folder + ".")
                    .asException();
        }
    }
}
