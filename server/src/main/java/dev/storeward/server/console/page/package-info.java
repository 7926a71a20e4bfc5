/** What the screens share: the frame around them, their rendering, forms and errors. */
@NullMarked
package dev.storeward.server.console.page;

import org.jspecify.annotations.NullMarked;
