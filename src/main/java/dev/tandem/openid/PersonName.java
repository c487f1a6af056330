package dev.tandem.openid;

/** What a user is called whom a provider's token introduces. */
final class PersonName {
  /** As for users that admins make. */
  private static final int LONGEST = 200;

  private PersonName() {}

  /**
   * The name that the provider tells if it can be one, else the subject, shortened if need be.
   *
   * @param claimed empty: none was told
   * @param subject can be kept
   */
  static String of(String claimed, String subject) {
    String name = claimed.strip();
    boolean usable = !name.isEmpty() && name.length() <= LONGEST && !cannotBeKept(name);
    return usable ? name : shortened(subject.strip());
  }

  private static String shortened(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(LONGEST - 1));
    return text.substring(0, splits ? LONGEST - 1 : LONGEST);
  }

  /** Whether a text holds control characters, or half of a surrogate pair. */
  static boolean cannotBeKept(String text) {
    return text.codePoints()
        .anyMatch(
            c ->
                Character.isISOControl(c)
                    || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }
}
