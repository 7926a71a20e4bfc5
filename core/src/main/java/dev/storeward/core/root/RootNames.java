package dev.storeward.core.root;

import java.util.regex.Pattern;

/** Which names a root may have: those that name a bucket at every cloud. */
final class RootNames {
    private static final Pattern LETTERS = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private RootNames() {}

    /** What is wrong with a name, in words; empty when nothing is. */
    static String problemOf(String name) {
        if (!LETTERS.matcher(name).matches()) {
            return "A bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens, and"
                    + " begins and ends with a letter or digit.";
        }
        if (name.contains("..") || name.contains(".-") || name.contains("-.")) {
            return "A bucket's name has no two dots, and no dot and hyphen, side by side.";
        }
        if (ADDRESS.matcher(name).matches()) {
            return "A bucket's name is no network address.";
        }
        if (name.startsWith("xn--") || name.endsWith("-s3alias")) {
            return "A bucket's name does not begin with xn-- or end with -s3alias.";
        }
        return "";
    }
}
