/** Tenants, users, keys, backends, placement, audit and the installation. */
@NullMarked
package dev.storeward.cli.platform;

import org.jspecify.annotations.NullMarked;
