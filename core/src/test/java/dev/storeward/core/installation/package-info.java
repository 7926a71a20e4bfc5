@NullMarked
package dev.storeward.core.installation;

import org.jspecify.annotations.NullMarked;
