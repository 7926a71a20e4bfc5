@NullMarked
package dev.storeward.core.ticket;

import org.jspecify.annotations.NullMarked;
