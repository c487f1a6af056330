/**
 * JWTs of an OpenID provider: its keys, fetched and renewed, what a token must be and say, and
 * whose it is. Signatures are checked by Tink, which is here for the tokens at rest: it binds a key
 * to one algorithm and refuses claims of other types than they have. It may import {@code account},
 * {@code bus} and {@code config}.
 */
@NullMarked
package dev.tandem.openid;

import org.jspecify.annotations.NullMarked;
