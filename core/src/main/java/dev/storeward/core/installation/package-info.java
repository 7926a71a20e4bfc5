/** Where this installation runs, and what holds when it finds itself copied. */
@NullMarked
package dev.storeward.core.installation;

import org.jspecify.annotations.NullMarked;
