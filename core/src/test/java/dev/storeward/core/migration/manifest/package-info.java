@NullMarked
package dev.storeward.core.migration.manifest;

import org.jspecify.annotations.NullMarked;
