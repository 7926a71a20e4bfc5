package dev.storeward.core.placement;

import dev.storeward.core.file.name.FileNames;
import dev.storeward.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * How a placement makes the keys of objects.
 *
 * @param pathPrefix goes before every key; empty for none
 */
public record KeyForm(String pathPrefix, Placement.ObjectKeys objectKeys) {
    private static final int LONGEST_NAME = 255;

    /** The key of a file; opaque also where the address could be no key everywhere. */
    public ObjectKey keyOf(long tenantNumber, UUID fileId, String address) {
        String own =
                switch (objectKeys) {
                    case READABLE -> isUsable(address) ? address : opaque(tenantNumber, fileId);
                    case OPAQUE -> opaque(tenantNumber, fileId);
                };
        return new ObjectKey(pathPrefix.isEmpty() ? own : pathPrefix + "/" + own);
    }

    private static String opaque(long tenantNumber, UUID fileId) {
        return "tenants/" + tenantNumber + "/" + fileId;
    }

    /** Room is left for the prefixes of placement and location. */
    private static boolean isUsable(String address) {
        return ObjectKey.problemOf(address).isEmpty()
                && bytes(address) <= FileNames.MAX_ADDRESS_BYTES
                && Arrays.stream(address.split("/"))
                        .allMatch(segment -> bytes(segment) <= LONGEST_NAME);
    }

    /**
     * The key of a file whose usual key was taken before at the place: no key is ever written by
     * two objects.
     *
     * @param objectId a fresh one
     */
    public ObjectKey otherKeyOf(long tenantNumber, UUID fileId, String address, UUID objectId) {
        String digits = objectId.toString().replace("-", "");
        String mark = "~" + digits.substring(digits.length() - 12);
        String wanted = keyOf(tenantNumber, fileId, address).value() + mark;
        return fits(wanted)
                ? new ObjectKey(wanted)
                : new ObjectKey(
                        new KeyForm(pathPrefix, Placement.ObjectKeys.OPAQUE)
                                        .keyOf(tenantNumber, fileId, address)
                                        .value()
                                + mark);
    }

    /** Some places hold names of at most {@value #LONGEST_NAME} bytes. */
    private static boolean fits(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        return ObjectKey.problemOf(key).isEmpty() && bytes(name) <= LONGEST_NAME;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
