package dev.storeward.core.access;

import dev.storeward.core.db.Sql;
import java.util.UUID;

/** Whether keys and users stand, as every tenant's work may ask. */
public final class AuthorityTable {
    /** A condition with a key and the epoch of what it gave out as parameters. */
    public static final String GRANTED =
            "EXISTS (SELECT FROM key_standing k"
                    + " WHERE k.key_id = ? AND k.ends_at > sw_now() AND k.link_epoch = ?)";

    private static final String OF_KEY =
            "EXISTS (SELECT FROM key_standing k WHERE k.key_id = ? AND k.ends_at > sw_now())";
    private static final String OF_USER =
            "EXISTS (SELECT FROM app_user u WHERE u.id = ? AND u.disabled_at IS NULL)";

    private AuthorityTable() {}

    /** A condition for a statement, whose one parameter is {@link #parameter}. */
    public static String condition(Authority authority) {
        return authority.keyId() == null ? OF_USER : OF_KEY;
    }

    /** What {@link #condition} asks about. */
    public static UUID parameter(Authority authority) {
        UUID keyId = authority.keyId();
        return keyId == null ? authority.userId() : keyId;
    }

    public static boolean stands(Sql sql, Authority authority) {
        return sql.one(
                "SELECT " + condition(authority) + " AS stands",
                row -> row.flag("stands"),
                parameter(authority));
    }
}
