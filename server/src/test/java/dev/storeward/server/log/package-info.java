@NullMarked
package dev.storeward.server.log;

import org.jspecify.annotations.NullMarked;
