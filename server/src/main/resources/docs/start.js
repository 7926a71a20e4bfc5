// The forms ask the server this page came from, whatever name it is known by elsewhere.
fetch('openapi.json').then(answer => answer.json()).then(spec => {
  spec.servers = [{ url: new URL('.', window.location.href).href.replace(/\/$/, '') }];
  window.ui = SwaggerUIBundle({
    spec,
    dom_id: '#swagger-ui',
    deepLinking: true,
    docExpansion: 'list',
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
  });
});
