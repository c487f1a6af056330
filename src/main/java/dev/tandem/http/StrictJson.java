package dev.tandem.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tandem.task.Fault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as RFC 8259 has it and nothing else: one value, UTF-8, no name twice in an object. It is
 * bounded, so that no body costs more than its length suggests: nesting, names, numbers, the
 * elements of one list or object, and the values of all.
 */
final class StrictJson {
  static final int MOST_ELEMENTS = 1_000;

  /**
   * The largest task of the contract has 1,000 values: 200 items of four, 100 tags, 50 reminders
   * and some fifty fields; a read one may carry subtasks besides. What each value may cost the
   * contract's check is multiplied by this.
   */
  static final int MOST_VALUES = 5_000;

  private static final int DEEPEST = 32;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Names come from clients: a shared table of them could be made to collide.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(100)
                  .maxNameLength(1_000)
                  .maxStringLength(RequestReader.BODY_LIMIT)
                  .build())
          .build();

  private final JsonParser parser;
  private final int mostValues;
  private final List<Fault> faults = new ArrayList<>();
  private int values;

  private StrictJson(JsonParser parser, int mostValues) {
    this.parser = parser;
    this.mostValues = mostValues;
  }

  /**
   * What was read.
   *
   * @param value a {@link JsonObject}, {@link JsonArray}, String, Number, Boolean or null
   * @param faults texts that no database takes: with NUL, or half of a surrogate pair
   */
  record Document(@Nullable Object value, List<Fault> faults) {
    Document {
      faults = List.copyOf(faults);
    }
  }

  /**
   * Reads a whole body.
   *
   * @throws ProblemException malformed-json, or validation for a list that is too long
   */
  static Document parse(Buffer body) {
    return parse(body, MOST_VALUES);
  }

  /** The same with another limit. */
  static Document parse(Buffer body, int mostValues) {
    char[] text = decoded(body);
    try (JsonParser parser = FACTORY.createParser(text)) {
      StrictJson json = new StrictJson(parser, mostValues);
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw malformed("the body is empty");
      }
      Object value = json.value(first, "");
      if (parser.nextToken() != null) {
        throw malformed("more follows the first value");
      }
      return new Document(value, json.faults);
    } catch (JsonProcessingException e) {
      throw malformed(reason(e));
    } catch (IOException e) {
      throw new IllegalStateException("an array of characters cannot fail to be read", e);
    }
  }

  private static char[] decoded(Buffer body) {
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(body.getBytes()));
      char[] exact = new char[text.remaining()];
      text.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      throw malformed("the body is no UTF-8");
    }
  }

  private @Nullable Object value(JsonToken token, String pointer) throws IOException {
    if (++values > mostValues) {
      throw Problem.invalid("", "must hold at most " + mostValues + " values").asException();
    }
    return switch (token) {
      case START_OBJECT -> object(pointer);
      case START_ARRAY -> array(pointer);
      case VALUE_STRING -> string(pointer);
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw malformed("a value is missing");
    };
  }

  private JsonObject object(String pointer) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    while (next() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (BadText.inName(name) != null) {
        throw malformed("a name holds a character that is none");
      }
      String place = pointer + '/' + Pointers.escape(name);
      if (fields.containsKey(name)) {
        throw malformed(place + " is given twice");
      }
      fields.put(name, value(next(), place));
      checkSize(fields.size(), pointer);
    }
    return new JsonObject(fields);
  }

  private JsonArray array(String pointer) throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      elements.add(value(token, pointer + '/' + elements.size()));
      checkSize(elements.size(), pointer);
    }
    return new JsonArray(elements);
  }

  private String string(String pointer) throws IOException {
    String text = parser.getText();
    String bad = BadText.in(text);
    if (bad != null) {
      faults.add(new Fault(pointer, bad));
    }
    return text;
  }

  private JsonToken next() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw malformed("the body ends too early");
    }
    return token;
  }

  private static void checkSize(int size, String pointer) {
    if (size > MOST_ELEMENTS) {
      throw Problem.invalid(pointer, "must have at most " + MOST_ELEMENTS + " elements")
          .asException();
    }
  }

  /** Where, not what: the parser's own words would repeat the body. */
  private static String reason(JsonProcessingException e) {
    return e.getLocation() == null
        ? "the body is no JSON"
        : "the body is no JSON at line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr();
  }

  private static ProblemException malformed(String detail) {
    return Problem.of(Problem.Kind.MALFORMED_JSON, detail).asException();
  }
}
