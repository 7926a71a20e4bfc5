/** What was changed, by whom and when. */
@NullMarked
package dev.storeward.core.audit;

import org.jspecify.annotations.NullMarked;
