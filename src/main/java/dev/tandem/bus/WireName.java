package dev.tandem.bus;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The stable name of a message type on the wire, so that classes may be renamed and moved while
 * nodes of two versions run side by side. A name, once released, is never given to another shape.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface WireName {
  /** For example {@code task.create}. */
  String value();
}
