/** What is logged again and again is logged once a minute and counted. */
@NullMarked
package dev.storeward.core.log;

import org.jspecify.annotations.NullMarked;
