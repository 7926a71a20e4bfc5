package dev.storeward.server.http.origin;

import dev.storeward.core.access.Caller;
import dev.storeward.core.access.TenantScope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.UUID;

/**
 * The page a request was sent by, and whether it may read the answer: the operator allows its
 * origin, or the tenant does that the request turns out to be about. What answers nobody in
 * particular, such as a wrong key, is read by pages that any tenant allows. Belongs to one request.
 */
public final class CallerOrigin {
    private static final String ATTRIBUTE = CallerOrigin.class.getName();

    /** The names of what a page is shown beyond the few headers that every page is. */
    public static final List<String> EXPOSED =
            List.of(
                    "Accept-Ranges",
                    "Content-Disposition",
                    "Content-Range",
                    "ETag",
                    "Link",
                    "Location",
                    "Retry-After",
                    "Storeward-File-Id",
                    "Storeward-Object-Name",
                    "Tus-Checksum-Algorithm",
                    "Tus-Extension",
                    "Tus-Max-Size",
                    "Tus-Resumable",
                    "Tus-Version",
                    "Upload-Concat",
                    "Upload-Defer-Length",
                    "Upload-Expires",
                    "Upload-Length",
                    "Upload-Metadata",
                    "Upload-Offset",
                    "X-Request-Id",
                    "x-amz-bucket-region",
                    "x-amz-checksum-crc32",
                    "x-amz-checksum-crc32c",
                    "x-amz-checksum-crc64nvme",
                    "x-amz-checksum-sha1",
                    "x-amz-checksum-sha256",
                    "x-amz-checksum-type",
                    "x-amz-id-2",
                    "x-amz-request-id",
                    "x-amz-server-side-encryption",
                    "x-amz-tagging-count");

    /** For browsers that know the wildcard all others too, such as metadata of clients. */
    private static final String EXPOSED_HEADERS = String.join(", ", EXPOSED) + ", *";

    private final PageOrigins origins;
    private final String sent;
    private final HttpServletResponse answer;
    private boolean known;

    private CallerOrigin(PageOrigins origins, String sent, HttpServletResponse answer) {
        this.origins = origins;
        this.sent = sent;
        this.answer = answer;
    }

    /**
     * Says by which page a request was sent, before anything is known of its caller.
     *
     * @param sent the origin as the browser sent it
     */
    public static void begin(
            HttpServletRequest request,
            HttpServletResponse answer,
            PageOrigins origins,
            String sent) {
        CallerOrigin caller = new CallerOrigin(origins, sent, answer);
        if (origins.everywhere(sent)) {
            caller.known = true;
            caller.allow();
        } else {
            request.setAttribute(ATTRIBUTE, caller);
        }
    }

    /** Says whose request it is; a caller without a tenant is read by the operator's pages only. */
    public static void of(HttpServletRequest request, Caller caller) {
        TenantScope tenant = caller.tenant();
        if (tenant != null) {
            inTenant(request, tenant.id());
        }
    }

    /** Says which tenant's things a request is about. */
    public static void inTenant(HttpServletRequest request, UUID tenantId) {
        if (request.getAttribute(ATTRIBUTE) instanceof CallerOrigin page && !page.known) {
            page.known = true;
            if (page.origins.inTenant(tenantId, page.sent)) {
                page.allow();
            }
        }
    }

    /** Says that a request is refused; where it is not known whose it is, nobody's are told. */
    public static void refused(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof CallerOrigin page && !page.known) {
            page.known = true;
            if (page.origins.maxAge(page.sent).isPresent()) {
                page.allow();
            }
        }
    }

    private void allow() {
        answer.setHeader("Access-Control-Allow-Origin", origins.named(sent));
        answer.setHeader("Access-Control-Expose-Headers", EXPOSED_HEADERS);
    }
}
