@NullMarked
package dev.storeward.server.process;

import org.jspecify.annotations.NullMarked;
