"use strict";

// Shows the contract that this gateway serves. A key that is entered stays in this page's memory and goes to this gateway alone.
(() => {
  const place = document.getElementById("contract");
  SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    // Otherwise the document's address is handed to another host for its opinion.
    validatorUrl: null,
    // Neither does an address bar tell it what to show.
    queryConfigEnabled: false,
    persistAuthorization: false,
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    tryItOutEnabled: true,
  });
})();
