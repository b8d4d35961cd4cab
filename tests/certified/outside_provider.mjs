// oidc-provider, a certified provider, as a company with whose accounts people sign in here.
// Whoever types a name is that person; it says that NAME@home.test is theirs and verified.

import http from "node:http";
import Provider from "oidc-provider";

// Each test makes its council anew, with a number of its own, which the address names.
const OURS = /^http:\/\/id\.test\/sign-in\/back\/c\d+-town-id$/;
const FIRST = "http://id.test/sign-in/back/c1-town-id";
const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "moothall", client_secret: "outside-secret", redirect_uris: [FIRST] }],
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@home.test`, email_verified: true, name: id }),
    }),
    cookies: { keys: ["only for tests"] },
  });
  provider.Client.prototype.redirectUriAllowed = (address) => OURS.test(address);
  server.on("request", provider.callback());
  console.log(issuer);
});
