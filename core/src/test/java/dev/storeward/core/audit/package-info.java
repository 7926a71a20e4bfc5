@NullMarked
package dev.storeward.core.audit;

import org.jspecify.annotations.NullMarked;
