// Made by Microsite. CloudFront runs it for every request, in its runtime cloudfront-js-2.0:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html

// Old addresses, without a slash at their end, and where each leads.
var moved = {};

// What every answer has; answers from the bucket get it from the policy.
var headers = {};

function lead(to) {
  var all = { location: { value: to } };
  for (var name in headers) {
    all[name] = { value: headers[name] };
  }
  return { statusCode: 301, statusDescription: 'Moved Permanently', headers: all };
}

function handler(event) {
  var request = event.request;
  var path = request.uri;
  var old = path.replace(/\/$/, '');
  if (Object.prototype.hasOwnProperty.call(moved, old)) {
    return lead(moved[old]);
  }
  if (path.charAt(path.length - 1) === '/') {
    request.uri = path + 'index.html';
    return request;
  }
  // A folder without its slash. What begins with two slashes would lead to another site.
  if (!/\.[^/]*$/.test(path) && !/^\/[/\\]/.test(path)) {
    return lead(path + '/');
  }
  return request;
}
