@NullMarked
package dev.storeward.core.backend.location;

import org.jspecify.annotations.NullMarked;
