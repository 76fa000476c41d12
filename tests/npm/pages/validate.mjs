// Validates HTML files by the HTML standard and prints what is wrong as JSON.
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: { "no-inline-style": "off", "heading-level": "error" },
});
const found = [];
for (const file of process.argv.slice(2)) {
  const report = await validator.validateFile(file);
  for (const { messages } of report.results)
    for (const { ruleId, message, line, column } of messages) found.push({ file, ruleId, message, line, column });
}
console.log(JSON.stringify(found, null, 1));
