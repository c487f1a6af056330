package dev.tandem.sandbox;

/**
 * The one application registered in the simulated developer portal.
 *
 * @param redirectUri compared exactly with the one in a request
 */
public record OAuthApp(String clientId, String clientSecret, String redirectUri) {
  @Override
  public String toString() {
    return "OAuthApp[clientId=" + clientId + ", clientSecret=***, redirectUri=" + redirectUri + "]";
  }
}
