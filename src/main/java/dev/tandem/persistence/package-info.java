/**
 * Everything that knows PostgreSQL: the embedded server of a start with nothing configured, the
 * schema's migrations and the stores.
 *
 * <p>May import {@code sync}, {@code suggestion}, {@code account}, {@code task}, {@code bus} and
 * {@code config}. The only package that speaks SQL, so that the domain can be read and tested
 * without a database.
 */
@NullMarked
package dev.tandem.persistence;

import org.jspecify.annotations.NullMarked;
