// Passkeys (WebAuthn): the one thing on these pages that a browser cannot do without script. Each form holds what the
// server asks in a block of data, or names where to fetch it, and sends what the browser answers like any other field.

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const known = (list = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

async function asked(form) {
  const block = document.getElementById(form.dataset.options);
  if (block) return JSON.parse(block.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function create(options, alone) {
  const { user, challenge, excludeCredentials, authenticatorSelection: wanted, ...rest } = options.publicKey;
  const kept = alone ? "required" : "discouraged";
  const made = await navigator.credentials.create({
    publicKey: {
      ...rest,
      challenge: toBytes(challenge),
      user: { ...user, id: toBytes(user.id) },
      excludeCredentials: known(excludeCredentials),
      authenticatorSelection: {
        ...wanted,
        residentKey: kept,
        requireResidentKey: alone,
        ...(alone && { userVerification: "required" }),
      },
    },
  });
  return {
    ...named(made),
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      attestationObject: toText(made.response.attestationObject),
    },
  };
}

async function get(options) {
  const { challenge, allowCredentials, ...rest } = options.publicKey;
  const given = await navigator.credentials.get({
    publicKey: { ...rest, challenge: toBytes(challenge), allowCredentials: known(allowCredentials) },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = given.response;
  return {
    ...named(given),
    response: {
      clientDataJSON: toText(clientDataJSON),
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      userHandle: userHandle ? toText(userHandle) : null,
    },
  };
}

const named = (credential) => ({
  type: credential.type,
  id: credential.id,
  rawId: toText(credential.rawId),
  authenticatorAttachment: credential.authenticatorAttachment,
  clientExtensionResults: credential.getClientExtensionResults(),
});

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const sorry = form.querySelector("[data-sorry]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    sorry.hidden = true;
    try {
      const { creation_options: wanted, request_options: options } = await asked(form);
      const answer = wanted ? await create(wanted, form.elements.passwordless?.checked ?? false) : await get(options);
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      // Put away, refused or too late: the browser does not say which, and it does not matter here.
      sorry.hidden = false;
      sorry.focus();
    }
  });
}

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-with-passkeys]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = true;
}
