package dev.storeward.server.s3.xml;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What {@code PutBucketAcl} and {@code PutObjectAcl} are sent.
 *
 * @param owner the owner's id; empty when it is not named
 */
public record AccessControlPolicy(String owner, List<Grant> grants) {
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_GRANTS = 100;
    private static final Pattern USER =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /**
     * Who may do what.
     *
     * @param grantee what names the grantee, by element: {@code ID}, {@code DisplayName}, {@code
     *     URI}, {@code EmailAddress}
     */
    public record Grant(Map<String, String> grantee, String permission) {
        public Grant {
            grantee = Map.copyOf(grantee);
        }
    }

    public AccessControlPolicy {
        grants = List.copyOf(grants);
    }

    /**
     * Reads a document.
     *
     * @throws S3Exception {@code MALFORMED_XML} when it is another
     */
    public static AccessControlPolicy read(InputStream body) throws IOException {
        return XmlCursor.read(body, MOST_BYTES, "AccessControlPolicy", AccessControlPolicy::read);
    }

    private static AccessControlPolicy read(XmlCursor xml) {
        Map<String, String> owner = new TreeMap<>();
        List<Grant> grants = new ArrayList<>();
        xml.children(name -> {
            switch (name) {
                case "Owner" -> texts(xml, owner);
                case "AccessControlList" -> xml.children(_ -> grants.add(grant(xml)));
                default -> throw XmlCursor.malformed();
            }
        });
        if (grants.size() > MOST_GRANTS) {
            throw XmlCursor.malformed();
        }
        return new AccessControlPolicy(owner.getOrDefault("ID", ""), grants);
    }

    private static Grant grant(XmlCursor xml) {
        Map<String, String> grantee = new TreeMap<>();
        List<String> permissions = new ArrayList<>();
        xml.children(name -> {
            switch (name) {
                case "Grantee" -> texts(xml, grantee);
                case "Permission" -> permissions.add(xml.text().strip());
                default -> throw XmlCursor.malformed();
            }
        });
        if (permissions.size() != 1 || grantee.isEmpty()) {
            throw XmlCursor.malformed();
        }
        return new Grant(grantee, permissions.getFirst());
    }

    private static void texts(XmlCursor xml, Map<String, String> into) {
        xml.children(name -> into.put(name, xml.text().strip()));
    }

    /**
     * Passes what is so anyway: the owner may do everything, and nobody else anything.
     *
     * @param user the owner's id
     * @throws S3Exception {@code INVALID_ARGUMENT} for a grantee that is no user's id, {@code
     *     UNRESOLVABLE_GRANT} for one named by an address, which are not looked up, {@code
     *     NOT_IMPLEMENTED} for every other list
     */
    public void requireOwnerAlone(String user) {
        for (Grant grant : grants) {
            if (grant.grantee().containsKey("EmailAddress")) {
                throw new S3Exception(S3Code.UNRESOLVABLE_GRANT);
            }
            String id = grant.grantee().getOrDefault("ID", user);
            if (!USER.matcher(id).matches()) {
                throw new S3Exception(
                        S3Code.INVALID_ARGUMENT,
                        "Invalid id",
                        Map.of("ArgumentName", "CanonicalUser/ID", "ArgumentValue", id));
            }
        }
        boolean alone =
                grants.size() == 1
                        && grants.getFirst().permission().equals("FULL_CONTROL")
                        && user.equals(grants.getFirst().grantee().get("ID"));
        if (!alone || !(owner.isEmpty() || owner.equals(user))) {
            throw new S3Exception(S3Code.NOT_IMPLEMENTED);
        }
    }
}
