/** Who is signed in with a browser: sessions in the database, which every node knows. */
@NullMarked
package dev.storeward.core.session;

import org.jspecify.annotations.NullMarked;
