// Writes what is generated from the API's routes: docs/openapi.json, and the types that the client
// is checked against. With --check it writes nothing, and fails when a file is not what it would
// write, or when the document is at fault by Spectral's rules for OpenAPI.
//
//   node scripts/generate-api.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import spectral from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import { ROOT } from './check/tool.mjs';
import { openApiDocument } from './openapi/document.ts';

const DOCUMENT = 'docs/openapi.json';
const TYPES = 'packages/client/src/generated/api.ts';

const document = await openApiDocument();
const files = {
  [DOCUMENT]: `${JSON.stringify(document, null, 2)}\n`,
  [TYPES]: await typesOf(document),
};
const faults = await lint(document);
if (process.argv.includes('--check')) {
  const stale = Object.entries(files).filter(([path, text]) => read(path) !== text);
  for (const [path] of stale) {
    faults.push(`${path} is not what the routes say: run node scripts/generate-api.mjs`);
  }
} else {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(ROOT, path), text);
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}

async function lint(value) {
  const linter = new spectral.Spectral();
  linter.setRuleset({
    extends: [[rulesets.oas, 'recommended']],
    rules: {
      // Each has a summary; what more there is to say is in docs/, once.
      'operation-description': 'off',
      // The document is of a program, whose installations have different owners.
      'info-contact': 'off',
      'operation-operationId': 'error',
      'oas3-unused-component': 'error',
    },
  });
  const findings = await linter.run(value);
  return findings.map(({ code, path, message }) => `${code}: ${path.join('.')}: ${message}`);
}

async function typesOf(value) {
  // It needs an older compiler than ours, which the client's folder has for it.
  const tool = createRequire(join(ROOT, 'packages/client/package.json'))('openapi-typescript');
  const nodes = await tool.default(value, {
    alphabetize: true,
    emptyObjectsUnknown: true,
    defaultNonNullable: false,
  });
  return `// Generated from the API's routes by scripts/generate-api.mjs: not to be edited.\n\n${tool.astToString(nodes)}`;
}

function read(path) {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    // Not there: then it is not what it should be.
    return undefined;
  }
}
