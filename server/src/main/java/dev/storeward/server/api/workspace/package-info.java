/** The workspace door (TANGO): the storage configurations of a tenant, and files in two steps. */
@NullMarked
package dev.storeward.server.api.workspace;

import org.jspecify.annotations.NullMarked;
