package dev.storeward.store;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Text of others, such as an SDK's messages, with everything replaced that looks like a credential.
 * The second wall: what we word ourselves holds none in the first place.
 *
 * <p>Strangers choose what is logged of their requests, so the work grows with a text's length and
 * no faster: whatever repeats is possessive, and no pattern starts anew within what an earlier try
 * has run over in vain.
 */
public final class Redacted {
    private static final String HIDDEN = "***";

    private static final List<UnaryOperator<String>> STEPS =
            List.of(
                    // Blocks and tokens that are known by their form.
                    hiding(
                            "-----BEGIN [A-Z ]{0,64}?PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]{0,64}?PRIVATE KEY-----|\\z)"),
                    hiding("\\beyJ[A-Za-z0-9_-]{8,}+(?:\\.[A-Za-z0-9_-]++){0,2}+"),
                    hiding("\\bya29\\.[A-Za-z0-9._-]{8,}+"),
                    hiding("\\b(?:AKIA|ASIA|AROA|AIDA|ANPA|GOOG1?E?)[A-Z0-9]{12,}+\\b"),
                    hiding("\\bsw_[A-Za-z0-9_-]{20,}+"),
                    // A line of a master key file: id, time, bytes.
                    keeping("(\\s[0-9-]{10}T[0-9:.]{1,32}+Z\\s++)[A-Za-z0-9+/]{43}="),
                    // Addresses of ours that are their own credential.
                    keeping("(/(?:links|uploads)/)[A-Za-z0-9_-]{16,}+"),
                    // Userinfo of a URL.
                    keeping("(\\b[a-z][a-z0-9+.-]{1,20}+://)[^/?#@\\s\"'<>]++(?=@)"),
                    // Schemes of the Authorization header.
                    keeping(
                            "((?i:\\b(?:bearer|basic|negotiate|sharedkey(?:lite)?)\\s++))[A-Za-z0-9+/=._~:-]{6,}+"),
                    keeping(
                            "((?i:\\b(?:authorization|x-api-key|x-avala-api-key|cookie)\"?\\s*+[:=]\\s*+))[^\\r\\n]++"),
                    // Elements of an error's XML.
                    keeping(
                            "(<(?:AWSAccessKeyId|SignatureProvided|StringToSign|StringToSignBytes|CanonicalRequest|"
                                    + "CanonicalRequestBytes|SecretAccessKey|SessionToken|AccessKeyId|AuthenticationErrorDetail|"
                                    + "Token-0|Token)>)[^<]*+"),
                    // Names and their values: parameters of URLs, fields of JSON, properties,
                    // records. A name may begin with anything, so that only its end is looked for.
                    keeping(
                            "((?i:(?:signature|credential|security-token|session[_-]?token|access[_-]?token|"
                                    + "refresh[_-]?token|secret|secret[_-]?key|secret[_-]?access[_-]?key|access[_-]?key(?:[_-]?id)?|"
                                    + "account[_-]?key|private[_-]?key|password|passwd|api[_-]?key|auth[_-]?json|\\bsig|\\bpwd)"
                                    + "(?:\"?\\s*+=\\s*+\"?|\"\\s*+:\\s*+\"|:(?=\\S)|:\\s++(?=[^\\s0-9/+=]*+[0-9/+=])))"
                                    + ")[^\\s\"'&,;<>)\\]}]++"));

    private Redacted() {}

    /** The text without what looks like a credential; the rest as it was. */
    public static String text(String text) {
        String cleaned = text;
        for (UnaryOperator<String> step : STEPS) {
            cleaned = step.apply(cleaned);
        }
        return cleaned;
    }

    private static UnaryOperator<String> hiding(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).replaceAll(HIDDEN);
    }

    /** What the first group matches stays. */
    private static UnaryOperator<String> keeping(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).replaceAll("$1" + HIDDEN);
    }
}
