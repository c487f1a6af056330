package dev.tandem.sandbox;

/**
 * A point on which the sources about TickTick disagree or are silent. A client must be right under
 * both answers; the default is the better-proven one.
 */
enum Quirk {
  /** A second consent returns the living token with its remaining lifetime. */
  RECONSENT_KEEPS_TOKEN("reconsentKeepsToken", true),
  /** Tokens come with a refresh token, and the refresh grant works. */
  REFRESH_TOKENS("refreshTokens", false),
  /** A refresh ends the refresh token that it used. */
  REFRESH_ROTATES("refreshRotates", true),
  /** An update through the API moves modifiedTime. */
  UPDATE_BUMPS_MODIFIED("updateBumpsModified", false),
  /** An edit in the app moves modifiedTime. */
  APP_EDIT_BUMPS_MODIFIED("appEditBumpsModified", true),
  /** Dates with {@code Z} or {@code +01:00} are read instead of dropped. */
  COLON_OFFSETS_ACCEPTED("colonOffsetsAccepted", false),
  /** GET of a task that is not there is 200 without a body instead of 404. */
  MISSING_TASK_IS_EMPTY("missingTaskIsEmpty", false),
  /** Completing a task that is not there is 200 instead of 404. */
  MISSING_COMPLETE_IS_EMPTY("missingCompleteIsEmpty", false),
  /** An update that finds nothing answers {@code {}} instead of nothing. */
  IGNORED_UPDATE_IS_OBJECT("ignoredUpdateIsObject", false),
  /** A create in an unknown project is 404 instead of 500. */
  UNKNOWN_PROJECT_IS_404("unknownProjectIs404", false),
  /** The API archives a list by {@code closed}; otherwise only the apps do. */
  CLOSED_IS_WRITABLE("closedIsWritable", false),
  /** /task/filter without status answers tasks of every status instead of the open ones. */
  FILTER_ALL_BY_DEFAULT("filterAllByDefault", true),
  /** Batch add keeps the ids that the client chose, and says EXISTED. */
  BATCH_KEEPS_IDS("batchKeepsIds", false),
  /** Batch update says DELETED for a trashed task instead of pretending. */
  BATCH_REPORTS_DELETED("batchReportsDeleted", true),
  /** The kind given at creation stays, and items of a TEXT task are ignored. */
  KIND_IS_FIXED("kindIsFixed", false),
  /** An update to status 2 stamps completedTime. */
  STATUS_STAMPS_COMPLETED("statusStampsCompleted", true),
  /** An update of a timed task moves its start to its due date. */
  UPDATE_COLLAPSES_SPAN("updateCollapsesSpan", false),
  /** The first read after a write shows the world before it. */
  READ_LAG("readLag", false),
  /** Tasks carry fields that no document names. */
  EXTRA_FIELDS("extraFields", true);

  private final String key;
  private final boolean preset;

  Quirk(String key, boolean preset) {
    this.key = key;
    this.preset = preset;
  }

  /** Its name in the control API. */
  String key() {
    return key;
  }

  boolean preset() {
    return preset;
  }
}
