// openid-client, a certified client, run against our provider: prints what it saw as JSON.
// The person's browser is played with the cookies that Python hands over.

import * as client from "openid-client";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { once } from "node:events";

const { issuer, clientId, secret, back, out, cookie, publicId } = JSON.parse(process.argv[2]);
const seen = {};
// It checks signatures too, which it need not for a token that comes by a direct call.
const insecure = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] };
const config = await client.discovery(new URL(issuer), clientId, secret, undefined, insecure);
const posting = await client.discovery(
  new URL(issuer), clientId, undefined, client.ClientSecretPost(secret), insecure,
);
const app = await client.discovery(
  new URL(issuer), publicId, undefined, client.None(), insecure,
);
seen.discovery = config.serverMetadata().issuer === issuer && config.serverMetadata().supportsPKCE();

let keyRequests = 0;
config[client.customFetch] = (address, options) => {
  if (String(address).endsWith("/jwks.json")) keyRequests += 1;
  return fetch(address, options);
};

let jar = cookie;
async function visit(address, form) {
  const answer = await fetch(address, {
    method: form ? "POST" : "GET",
    body: form,
    redirect: "manual",
    headers: { cookie: jar },
  });
  for (const set of answer.headers.getSetCookie()) {
    const [name] = set.split("=");
    jar = [...jar.split("; ").filter((one) => !one.startsWith(`${name}=`)), set.split(";")[0]].join("; ");
  }
  return answer;
}

// Follows our own pages, allows what is asked, and returns where the browser comes back to.
async function browse(address) {
  for (let step = 0; step < 10; step += 1) {
    const answer = await visit(address);
    if (answer.status === 200) {
      const page = await answer.text();
      const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(page)?.[1];
      if (!/data-testid="allow"/.test(page)) return new URL(address);
      const form = new URLSearchParams({ csrfmiddlewaretoken: token, action: "grant" });
      const granted = await visit(address, form);
      address = new URL(granted.headers.get("location"), address).href;
      continue;
    }
    address = new URL(answer.headers.get("location") ?? "/nowhere", address).href;
    if (address.startsWith(back)) return new URL(address);
  }
  throw new Error("It leads round in circles.");
}

async function start(which, more = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const nonce = client.randomNonce();
  const state = client.randomState();
  const address = client.buildAuthorizationUrl(which, {
    redirect_uri: back,
    scope: "openid email",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    nonce,
    state,
    ...more,
  });
  return { address, checks: { pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state } };
}

async function signIn(which, more = {}, checks = {}) {
  const begun = await start(which, more);
  const returned = await browse(begun.address.href);
  const tokens = await client.authorizationCodeGrant(which, returned, {
    ...begun.checks, idTokenExpected: true, ...checks,
  });
  return { tokens, returned, begun };
}

async function errorOf(promise) {
  try {
    await promise;
    return "none";
  } catch (error) {
    return error.error ?? error.code ?? error.message;
  }
}

// The basics: nonce, state, PKCE, iss, ID token, userinfo
const first = await signIn(config, { max_age: "3600" }, { maxAge: 3600 });
const claims = first.tokens.claims();
seen.claims = claims;
seen.iss = first.returned.searchParams.get("iss");
seen.userinfo = await client.fetchUserInfo(config, first.tokens.access_token, claims.sub);

// The signature, with the published keys; and its wrongness
const jwks = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
const verified = await jwtVerify(first.tokens.id_token, jwks, { issuer, audience: clientId });
seen.signature = verified.protectedHeader.alg;
const broken = first.tokens.id_token.slice(0, -4) + "AAAA";
seen.brokenSignature = await errorOf(jwtVerify(broken, jwks));

// What a client must be told apart by
seen.wrongNonce = await errorOf(signIn(config, {}, { expectedNonce: "another" }));
seen.wrongState = await errorOf(signIn(config, {}, { expectedState: "another" }));
seen.wrongVerifier = await errorOf(signIn(config, {}, { pkceCodeVerifier: client.randomPKCECodeVerifier() }));

// The other ways to show a secret, and none
seen.post = (await signIn(posting)).tokens.claims().sub === claims.sub;
seen.none = (await signIn(app, { scope: "openid" })).tokens.claims().sub !== claims.sub;

// A code twice
const twice = await start(config);
const where = await browse(twice.address.href);
const tokens = await client.authorizationCodeGrant(config, where, twice.checks);
seen.replay = await errorOf(client.authorizationCodeGrant(config, where, twice.checks));
seen.afterReplay = await errorOf(client.fetchUserInfo(config, tokens.access_token, claims.sub));

// Silence
seen.silent = (await signIn(config, { prompt: "none", id_token_hint: first.tokens.id_token })).tokens.claims().sub === claims.sub;
seen.silentMaxAge = await errorOf(signIn(config, { prompt: "none", max_age: "0" }));
seen.silentConsent = await errorOf(signIn(config, { prompt: "none", scope: "openid profile" }));
const remembered = jar;
jar = "";
seen.silentStranger = await errorOf(signIn(config, { prompt: "none" }));
jar = remembered;

// What nobody may ask
seen.implicit = await errorOf(signIn(config, { response_type: "id_token" }));
seen.plain = await errorOf(signIn(config, { code_challenge_method: "plain" }));

// Looking in again
const lasting = await signIn(config, { scope: "openid email offline_access", prompt: "consent" });
const refreshed = await client.refreshTokenGrant(config, lasting.tokens.refresh_token);
seen.refreshed = refreshed.claims().auth_time === lasting.tokens.claims().auth_time
  && refreshed.claims().sub === claims.sub && refreshed.refresh_token !== lasting.tokens.refresh_token;
seen.refreshReuse = await errorOf(client.refreshTokenGrant(config, lasting.tokens.refresh_token));
seen.refreshAfterReuse = await errorOf(client.refreshTokenGrant(config, refreshed.refresh_token));

// Revocation
const again = await signIn(config);
await client.tokenRevocation(config, again.tokens.access_token);
seen.revoked = await errorOf(client.fetchUserInfo(config, again.tokens.access_token, claims.sub));

// Keys: the next one was published from the beginning, and now signs
const { kid } = verified.protectedHeader;
console.log("change keys");
await once(process.stdin, "data");
const later = await signIn(config);
seen.otherKey = decodeProtectedHeader(later.tokens.id_token).kid !== kid;
seen.noKeysFetchedAgain = keyRequests;

// Signing out
const leave = client.buildEndSessionUrl(config, {
  id_token_hint: again.tokens.id_token, post_logout_redirect_uri: out, state: "gone",
});
const left = await visit(leave.href);
seen.left = left.headers.get("location");
seen.afterLeaving = await errorOf(signIn(config, { prompt: "none" }));

console.log(JSON.stringify(seen));
process.exit(0);
