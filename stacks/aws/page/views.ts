/** Each view of the page is index.html, which looks at the path itself. In the JavaScript of CloudFront Functions. */
export const VIEWS = `function handler(event) {
  var request = event.request;
  if (!request.uri.startsWith('/assets/') && request.uri !== '/login.json') request.uri = '/index.html';
  return request;
}
`;
