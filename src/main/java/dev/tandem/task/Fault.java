package dev.tandem.task;

/**
 * What is wrong with a part of a request.
 *
 * @param pointer JSON pointer into the body, or the name of a query parameter
 * @param detail for people: {@code must not be blank}
 */
public record Fault(String pointer, String detail) {
  /** A fault of a top-level field. */
  public static Fault of(TaskField field, String detail) {
    return new Fault('/' + field.wireName(), detail);
  }

  /** The same of a part of something larger. */
  public Fault below(String part) {
    return new Fault(part + pointer, detail);
  }
}
