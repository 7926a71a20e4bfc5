@NullMarked
package dev.storeward.core.backend.registry;

import org.jspecify.annotations.NullMarked;
