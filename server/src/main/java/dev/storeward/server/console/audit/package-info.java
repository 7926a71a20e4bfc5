/** The screens of what was changed and by whom. */
@NullMarked
package dev.storeward.server.console.audit;

import org.jspecify.annotations.NullMarked;
