/** Which backend a tenant's new files go to. */
@NullMarked
package dev.storeward.core.placement;

import org.jspecify.annotations.NullMarked;
