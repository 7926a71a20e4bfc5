/** The users of a tenant and their keys. */
@NullMarked
package dev.storeward.core.user;

import org.jspecify.annotations.NullMarked;
