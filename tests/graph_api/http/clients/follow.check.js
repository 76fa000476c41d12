// Follows the releases with graphql-sse, and prints each as a line: `node follow.check.js ADDRESS NUMBER`.
// Each response that begins is a line, too, so that who reads them knows when the client is connected.
import { follow } from "./follow.js";

const plain = globalThis.fetch;
globalThis.fetch = async (...asked) => {
  const response = await plain(...asked);
  console.log(JSON.stringify({ status: response.status }));
  return response;
};

let left = Number(process.argv[3]);
for await (const published of follow(`${process.argv[2]}/graphql`)) {
  console.log(JSON.stringify(published));
  if (--left === 0) break;
}
