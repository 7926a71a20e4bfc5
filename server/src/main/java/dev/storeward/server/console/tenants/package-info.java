/** The screens of tenants. */
@NullMarked
package dev.storeward.server.console.tenants;

import org.jspecify.annotations.NullMarked;
