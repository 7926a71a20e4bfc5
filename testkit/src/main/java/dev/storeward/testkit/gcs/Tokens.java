package dev.storeward.testkit.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Hands out access tokens for signed assertions, as Google's token server does. */
final class Tokens {
    private static final String GOOGLE = "https://oauth2.googleapis.com/token";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final int LIFETIME_SECONDS = 3600;
    private static final int SKEW_SECONDS = 300;

    private final InstantSource clock;
    private final Map<String, PublicKey> accounts = new ConcurrentHashMap<>();
    private final Map<String, Instant> issued = new ConcurrentHashMap<>();

    Tokens(InstantSource clock) {
        this.clock = clock;
    }

    /** Makes an account and answers its key. */
    KeyPair account(String email) {
        KeyPair pair = pair();
        accounts.put(email, pair.getPublic());
        return pair;
    }

    static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    PublicKey keyOf(String email) {
        PublicKey key = accounts.get(email);
        if (key == null) {
            throw new IllegalArgumentException("no such account");
        }
        return key;
    }

    boolean valid(String token) {
        Instant end = issued.get(token);
        return end != null && clock.instant().isBefore(end);
    }

    /** Ends the life of every token handed out so far. */
    void revoke() {
        issued.clear();
    }

    Reply exchange(Call call, URI own) {
        Map<String, String> form = new HashMap<>();
        for (String pair : new String(call.body(), UTF_8).split("&", -1)) {
            String[] parts = pair.split("=", 2);
            form.put(
                    URLDecoder.decode(parts[0], UTF_8),
                    parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
        }
        if (!GRANT.equals(form.get("grant_type"))) {
            return refused("unsupported_grant_type", "Invalid grant_type");
        }
        String problem = problemOf(form.getOrDefault("assertion", ""), own);
        if (!problem.isEmpty()) {
            return refused("invalid_grant", problem);
        }
        String token = "ya29.test-" + UUID.randomUUID();
        issued.put(token, clock.instant().plusSeconds(LIFETIME_SECONDS));
        ObjectNode node = Reply.JSON.createObjectNode();
        node.put("access_token", token);
        node.put("expires_in", LIFETIME_SECONDS - 1);
        node.put("token_type", "Bearer");
        return Reply.json(200, node);
    }

    private static Reply refused(String error, String description) {
        ObjectNode node = Reply.JSON.createObjectNode();
        node.put("error", error);
        node.put("error_description", description);
        return Reply.json(400, node);
    }

    private String problemOf(String assertion, URI own) {
        try {
            String[] parts = assertion.split("\\.", -1);
            if (parts.length != 3) {
                return "Invalid JWT: not three parts";
            }
            JsonNode head = Reply.JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
            JsonNode claims = Reply.JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            if (!head.path("alg").asString("").equals("RS256")) {
                return "Invalid JWT: unsupported algorithm";
            }
            PublicKey key = accounts.get(claims.path("iss").asString(""));
            if (key == null) {
                return "Invalid grant: account not found";
            }
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
            if (!signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
                return "Invalid JWT Signature.";
            }
            String audience = claims.path("aud").asString("");
            if (!audience.equals(GOOGLE) && !audience.equals(own.toString())) {
                return "Invalid JWT: wrong audience";
            }
            if (!claims.path("scope").asString("").contains("devstorage.")) {
                return "Invalid OAuth scope or ID token audience provided.";
            }
            return timely(claims.path("iat").asLong(0), claims.path("exp").asLong(0));
        } catch (GeneralSecurityException | IllegalArgumentException | JacksonException e) {
            return "Invalid JWT Signature.";
        }
    }

    private String timely(long from, long to) {
        long now = clock.instant().getEpochSecond();
        boolean good =
                from <= now + SKEW_SECONDS && to > now && to - from <= LIFETIME_SECONDS && from > 0;
        return good
                ? ""
                : "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable"
                        + " timeframe. Check your iat and exp values in the JWT claim.";
    }
}
