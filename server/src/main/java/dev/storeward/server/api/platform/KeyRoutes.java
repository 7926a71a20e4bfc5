package dev.storeward.server.api.platform;

import dev.storeward.core.access.Caller;
import dev.storeward.core.masterkey.MasterKeyRotation;
import dev.storeward.core.masterkey.MasterKeyStatus;
import dev.storeward.core.user.ApiKey;
import dev.storeward.core.user.IssuedKeys;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.NewKey;
import dev.storeward.core.user.Revocations;
import dev.storeward.core.user.User;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The keys of users, the end of what users gave out, and the master key. */
final class KeyRoutes {
    private static final String USER = PlatformRoutes.BASE + "/users/{id}";
    private static final String KEYS = USER + "/keys";
    private static final String S3_KEYS = USER + "/s3-keys";
    private static final String KEY = PlatformRoutes.BASE + "/keys/{id}";
    private static final String MASTER = PlatformRoutes.BASE + "/keys/master";

    private final Keys keys;
    private final Revocations revocations;
    private final MasterKeyRotation masterKey;
    private final Mutations mutations;
    private final Json json;

    KeyRoutes(
            Keys keys,
            Revocations revocations,
            MasterKeyRotation masterKey,
            Mutations mutations,
            Json json) {
        this.keys = keys;
        this.revocations = revocations;
        this.masterKey = masterKey;
        this.mutations = mutations;
        this.json = json;
    }

    void addTo(RouterFunctions.Builder routes, Door door) {
        routes.GET(MASTER, door.taking(this::status))
                .POST(MASTER + "/rotate", door.taking(this::rotate))
                .POST(KEYS, door.taking(this::createKey))
                .GET(KEYS, door.taking(this::listKeys, "cursor", "limit"))
                .POST(S3_KEYS, door.taking(this::createS3Key))
                .GET(S3_KEYS, door.taking(this::listS3Keys, "cursor", "limit"))
                .DELETE(KEY, door.taking(this::revokeKey, "issued"))
                .POST(USER + "/revoke-links", door.taking(this::revokeLinks))
                .POST(USER + "/end-access", door.taking(this::endAccess, "issued"));
    }

    private ServerResponse createKey(Caller caller, ServerRequest request) {
        UUID userId = PlatformMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        NewKey made = PlatformMapper.newKey(json.parse(body, PlatformJson.NewKey.class));
        return mutations
                .<ApiKey>once(
                        caller,
                        request.servletRequest(),
                        body,
                        // Kept without the key itself, which is shown this once.
                        key -> json.answer(201, PlatformMapper.key(key)),
                        kept ->
                                json.answer(
                                        201,
                                        PlatformMapper.issuedKey(
                                                keys.create(caller, userId, made, kept))))
                .toResponse();
    }

    private ServerResponse listKeys(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        PlatformMapper.listing(
                                keys.list(
                                        caller,
                                        PlatformMapper.id(request),
                                        PlatformMapper.page(request)),
                                PlatformMapper::key))
                .toResponse();
    }

    private ServerResponse createS3Key(Caller caller, ServerRequest request) {
        UUID userId = PlatformMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        NewKey made = PlatformMapper.newKey(json.parse(body, PlatformJson.NewKey.class));
        return mutations
                .<ApiKey>once(
                        caller,
                        request.servletRequest(),
                        body,
                        // Kept without the secret, which is shown this once.
                        key -> json.answer(201, PlatformMapper.s3Key(key)),
                        kept ->
                                json.answer(
                                        201,
                                        PlatformMapper.issuedS3Key(
                                                keys.createSigning(caller, userId, made, kept))))
                .toResponse();
    }

    private ServerResponse listS3Keys(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        PlatformMapper.listing(
                                keys.listSigning(
                                        caller,
                                        PlatformMapper.id(request),
                                        PlatformMapper.page(request)),
                                PlatformMapper::s3Key))
                .toResponse();
    }

    private ServerResponse revokeKey(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        IssuedKeys issued = PlatformMapper.issued(request);
        return mutations
                .<ApiKey>done(
                        caller,
                        request.servletRequest(),
                        new byte[0],
                        kept -> keys.revoke(caller, id, issued, kept))
                .toResponse();
    }

    private ServerResponse revokeLinks(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        return mutations
                .<User>done(
                        caller,
                        request.servletRequest(),
                        new byte[0],
                        kept -> revocations.revokeLinks(caller, id, kept))
                .toResponse();
    }

    private ServerResponse endAccess(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        IssuedKeys issued = PlatformMapper.issued(request);
        return mutations
                .<User>done(
                        caller,
                        request.servletRequest(),
                        new byte[0],
                        kept -> revocations.endAccess(caller, id, issued, kept))
                .toResponse();
    }

    private ServerResponse status(Caller caller, ServerRequest request) {
        return answer(200, masterKey.status(caller)).toResponse();
    }

    private ServerResponse rotate(Caller caller, ServerRequest request) {
        byte[] body = json.body(request.servletRequest());
        if (body.length > 0) {
            json.parse(body, InstallationJson.Rotate.class);
        }
        return mutations
                .<MasterKeyStatus>once(
                        caller,
                        request.servletRequest(),
                        body,
                        status -> answer(202, status),
                        kept -> answer(202, masterKey.rotate(caller, kept)))
                .toResponse();
    }

    private Response answer(int status, MasterKeyStatus found) {
        return json.answer(status, InstallationMapper.status(found));
    }
}
