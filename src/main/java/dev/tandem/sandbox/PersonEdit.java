package dev.tandem.sandbox;

import io.vertx.core.json.JsonObject;

/**
 * What a person does to a task in the app at the moment when somebody else is at it.
 *
 * @param fields on the wire; for an update only
 */
record PersonEdit(Deed deed, JsonObject fields) {

  /** What is done. */
  enum Deed {
    UPDATE("update"),
    COMPLETE("complete"),
    DELETE("delete");

    private final String key;

    Deed(String key) {
      this.key = key;
    }

    /** As in the ledger's routes. */
    String route() {
      return "person-" + key + "-task";
    }
  }

  static PersonEdit fromJson(JsonObject json) {
    var name = Loose.text(json, "does").orElse(Deed.UPDATE.key);
    for (var deed : Deed.values()) {
      if (deed.key.equals(name)) {
        return new PersonEdit(deed, fields(deed, json));
      }
    }
    throw new BadInput("A person may update, complete or delete a task");
  }

  private static JsonObject fields(Deed deed, JsonObject json) {
    if (deed != Deed.UPDATE) {
      return new JsonObject();
    }
    if (json.getValue("fields") instanceof JsonObject fields && !fields.isEmpty()) {
      return fields;
    }
    throw new BadInput("An update by a person needs fields");
  }
}
