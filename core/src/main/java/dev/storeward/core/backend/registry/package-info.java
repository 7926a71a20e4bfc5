/** The register of backends: which places there are, who reaches them under which name, and how. */
@NullMarked
package dev.storeward.core.backend.registry;

import org.jspecify.annotations.NullMarked;
