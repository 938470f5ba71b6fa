// An application with npm's openid-client: all that it can ask of our server.
//
// Environment: URL, CLIENT_ID, CLIENT_SECRET and
// OPENID_CLIENT, the folder of the package. Each line that it prints is an address
// which its user is to visit; it ends well when all is as expected.

import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

globalThis.crypto ??= webcrypto; // Node 18 has it in the module only
const { URL: ADDRESS, CLIENT_ID, CLIENT_SECRET, OPENID_CLIENT } = process.env;
const client = await import(pathToFileURL(`${OPENID_CLIENT}/build/index.js`));
const SCOPE = "res.partner:read res.partner:write";
const DISCOVERY = { algorithm: "oauth2", execute: [client.allowInsecureRequests] };
const PARTNERS = "/api/res.partner?limit=1&fields=name";

function configuration(...authentication) {
  return client.discovery(new URL(ADDRESS), CLIENT_ID, ...authentication, DISCOVERY);
}

async function status(config, token, path, method = "GET") {
  const url = new URL(path, ADDRESS);
  const sent = client.fetchProtectedResource(config, token, url, method);
  return sent.then(
    (answer) => answer.status,
    (error) => error.status, // of a WWWAuthenticateChallengeError
  );
}

async function authorizationCode(config) {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const application = createServer();
  await new Promise((listens) => application.listen(0, "127.0.0.1", listens));
  const redirect = `http://127.0.0.1:${application.address().port}/callback`;
  const visited = new Promise((resolve) => {
    application.on("request", (request, response) => {
      response.setHeader("Connection", "close").end("Go back to the application.");
      resolve(new URL(request.url, redirect));
    });
  });
  const asked = client.buildAuthorizationUrl(config, {
    redirect_uri: redirect,
    scope: SCOPE,
    state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  console.log(asked.href);
  const answer = await visited;
  application.close();
  assert.equal(answer.searchParams.get("iss"), ADDRESS);
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  const forged = new URL(answer);
  forged.searchParams.set("iss", "https://attacker.example");
  await assert.rejects(
    client.authorizationCodeGrant(config, forged, checks),
    (error) => error.cause.message.includes('unexpected "iss"'),
  );
  return client.authorizationCodeGrant(config, answer, checks);
}

async function deviceCode(config) {
  const device = await client.initiateDeviceAuthorization(config, { scope: SCOPE });
  assert.equal(device.interval, 5);
  console.log(device.verification_uri_complete);
  return client.pollDeviceAuthorizationGrant(config, device);
}

async function isUsed(config, first) {
  assert.equal(first.token_type, "bearer");
  assert.equal(first.scope, SCOPE);
  assert.equal(await status(config, first.access_token, PARTNERS), 200);
  const count = "/restapi/1.0/object/res.partner/search_count";
  assert.equal(await status(config, first.access_token, count), 200);
  assert.equal(await status(config, first.access_token, "/api/res.lang"), 403);

  const second = await client.refreshTokenGrant(config, first.refresh_token);
  assert.notEqual(second.access_token, first.access_token);
  assert.notEqual(second.refresh_token, first.refresh_token);
  const known = await client.tokenIntrospection(config, second.access_token);
  assert.equal(known.active, true);
  assert.equal(known.client_id, CLIENT_ID);
  assert.equal(known.iss, ADDRESS);

  await client.tokenRevocation(config, second.refresh_token);
  const unknown = await client.tokenIntrospection(config, second.access_token);
  assert.deepEqual(unknown, { active: false });
  assert.equal(await status(config, second.access_token, PARTNERS), 401);
  await assert.rejects(
    client.refreshTokenGrant(config, second.refresh_token),
    (error) => error.error === "invalid_grant",
  );
}

const post = await configuration(CLIENT_SECRET, undefined);
const metadata = post.serverMetadata();
assert.equal(metadata.issuer, ADDRESS);
assert.ok(metadata.supportsPKCE());
await isUsed(post, await authorizationCode(post));

const basic = await configuration({}, client.ClientSecretBasic(CLIENT_SECRET));
await isUsed(basic, await deviceCode(basic));

const own = await client.clientCredentialsGrant(basic, { scope: SCOPE });
assert.equal(own.refresh_token, undefined);
assert.equal(await status(basic, own.access_token, PARTNERS), 200);

const stranger = await configuration({}, client.ClientSecretBasic("wrong"));
await assert.rejects(
  client.clientCredentialsGrant(stranger),
  (error) => error.status === 401,
);
