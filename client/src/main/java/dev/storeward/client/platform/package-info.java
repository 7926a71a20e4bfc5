/** The platform door: tenants, users, keys, backends, placement and migrations. */
@NullMarked
package dev.storeward.client.platform;

import org.jspecify.annotations.NullMarked;
