// Asks a SOAP service with node-soap, of which the first argument gives the folder. In: a JSON list of {wsdl, address,
// operation, bsn, headers}; out: a line of JSON per question, {http, sent, received} with result or fault.
"use strict";
const { argv, stdin, stdout } = require("node:process");
const { text } = require("node:stream/consumers");
const soap = require(argv[2]);

const WSA = "http://www.w3.org/2005/08/addressing";

async function ask({ wsdl, address, operation, bsn, headers }) {
  const client = await soap.createClientAsync(wsdl, {}, address);
  if (headers) {
    for (const name of Object.keys(headers)) client.addSoapHeader({ [name]: headers[name] }, "", "wsa", WSA);
    client.setSecurity(new soap.WSSecurity("afnemer", "geheim", { mustUnderstand: true }));
    client.addHttpHeader("Authorization", "Basic YWZuZW1lcjpnZWhlaW0=");
  }
  const seen = {};
  client.on("response", (body) => (seen.received = body));
  try {
    [seen.result] = await client[`${operation}Async`]({ Burgerservicenr: bsn });
  } catch (error) {
    if (!error.root) throw error;
    seen.fault = error.root.Envelope.Body.Fault;
  }
  return { ...seen, sent: client.lastRequest, http: client.lastRequestHeaders };
}

async function main() {
  for (const question of JSON.parse(await text(stdin))) {
    stdout.write(`${JSON.stringify(await ask(question))}\n`);
  }
}

main();
