// The flows' tokens and key sets, read by an implementation that is not ours: the npm package jose.
// What it takes is taken, and what is forged is not.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

function flow(...words) {
  const command = ["run", "--quiet", "--package", "irsa-cli", "--", "flow", ...words, "--json"];
  const options = { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 };
  return JSON.parse(execFileSync("cargo", command, options));
}

function message(flow, title) {
  const found = flow.messages.find((one) => one.title === title);
  assert.ok(found, `no message ${title}`);
  return found;
}

function field(message, name) {
  const found = message.fields.find((one) => one.name === name);
  assert.ok(found, `no ${name} in ${message.title}`);
  return found.value;
}

/** The JSON in a message, from its text on the wire. */
function body(message) {
  return JSON.parse(message.http.slice(message.http.indexOf("\n\n")));
}

function keys(flow) {
  return createLocalJWKSet(body(message(flow, "keys")));
}

/** Checks a token as of the message that it is in. */
function verified(flow, token, at, options) {
  const currentDate = new Date(at.time);
  return jwtVerify(token, keys(flow), { algorithms: ["RS256"], currentDate, ...options });
}

const half = (text) => createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");

for (const client of ["public", "confidential"]) {
  test(`the ID token and the access token from the token endpoint, ${client}`, async () => {
    const oidc = flow("oidc", "--client", client);
    const tokens = message(oidc, "token-response");
    const issuer = "https://login.example";
    const id = await verified(oidc, field(tokens, "id_token"), tokens, { issuer, audience: "app" });
    const access = field(tokens, "access_token");
    assert.equal(id.payload.sub, "alice");
    assert.equal(id.payload.nonce, field(message(oidc, "authorize"), "nonce"));
    assert.equal(id.payload.at_hash, half(access));
    const audience = "https://api.example";
    const read = await verified(oidc, access, tokens, { issuer, audience, typ: "at+jwt" });
    assert.equal(read.payload.client_id, "app");
    const verifier = field(message(oidc, "token-request"), "code_verifier");
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    assert.equal(challenge, field(message(oidc, "authorize"), "code_challenge"));
  });
}

test("the ID token of the front channel", async () => {
  const oidc = flow("oidc", "--delivery", "front-channel");
  const callback = message(oidc, "callback");
  const id = await verified(oidc, field(callback, "id_token"), callback, {
    issuer: "https://login.example",
    audience: "app",
  });
  assert.equal(id.payload.c_hash, half(field(callback, "code")));
});

test("the token of a pod, with the keys of its cluster", async () => {
  const irsa = flow("irsa");
  const call = message(irsa, "assume-role");
  const discovery = body(message(irsa, "metadata"));
  const token = await verified(irsa, field(call, "WebIdentityToken"), call, {
    issuer: discovery.issuer,
    audience: "sts.amazonaws.com",
  });
  assert.equal(token.payload.sub, "system:serviceaccount:shop:orders");
});

test("a token that was edited by somebody who can't sign, or that has expired", async () => {
  const edited = flow("irsa", "--edit", "3:WebIdentityToken.sub=attacker");
  const call = message(edited, "assume-role");
  await assert.rejects(verified(edited, field(call, "WebIdentityToken"), call, {}), {
    code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
  });
  const honest = flow("irsa");
  const late = { time: "2026-01-03T00:00:00Z" };
  const token = field(message(honest, "assume-role"), "WebIdentityToken");
  await assert.rejects(verified(honest, token, late, {}), { code: "ERR_JWT_EXPIRED" });
});

for (const [attack, alg] of [["alg-none", "none"], ["alg-confusion", "HS256"]]) {
  test(`a forged token, ${attack}`, async () => {
    const forged = flow("oidc", "--attack", attack);
    const callback = message(forged, "callback");
    const token = field(callback, "id_token");
    assert.equal(decodeProtectedHeader(token).alg, alg);
    await assert.rejects(verified(forged, token, callback, {}));
  });
}
