/** How many requests are taken: of an address, with a key, for a tenant, and with wrong keys. */
@NullMarked
package dev.storeward.server.http.limit;

import org.jspecify.annotations.NullMarked;
