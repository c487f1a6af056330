package dev.tandem.sandbox;

/**
 * The one application registered in the simulated developer portal.
 *
 * @param redirectUri compared exactly with the one in a request; {@link #NOWHERE}: none is
 *     registered, so that nobody can consent
 */
public record OAuthApp(String clientId, String clientSecret, String redirectUri) {
  public static final String NOWHERE = "";

  @Override
  public String toString() {
    return "OAuthApp[clientId=" + clientId + ", clientSecret=***, redirectUri=" + redirectUri + "]";
  }
}
