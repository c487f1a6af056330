package dev.tandem.sandbox;

import java.net.URI;

/** The simulated developer pages, where the one application is registered. */
final class DeveloperPortal {
  /** Replaced from other threads than the one that serves. */
  private volatile OAuthApp app;

  DeveloperPortal(OAuthApp app) {
    this.app = app;
  }

  OAuthApp app() {
    return app;
  }

  void register(URI redirectUri) {
    app = new OAuthApp(app.clientId(), app.clientSecret(), redirectUri.toString());
  }
}
