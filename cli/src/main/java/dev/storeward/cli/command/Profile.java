package dev.storeward.cli.command;

/**
 * A server, a key and a tenant under a name. Its key is not told by {@link #toString}.
 *
 * @param tenant the slug that commands name when none is given; empty for none
 */
public record Profile(String url, String key, String tenant) {
    @Override
    public String toString() {
        return url + (tenant.isEmpty() ? "" : " " + tenant);
    }
}
