// Serves the fixture sites for people: `node test/sites/serve.ts [port]`.
import { FRIENDLY } from './friendly/pages.ts';
import { HOSTILE } from './hostile/pages.ts';
import { startSite } from './site-server.ts';

const [plain, secure] = await Promise.all([
  startSite({ port: Number(process.argv[2] ?? 0) }),
  startSite({ tls: true }),
]);
process.stdout.write(`${plain.url}\n${secure.url} (certificate of nobody)\n\n`);
for (const path of [...Object.keys(FRIENDLY), '/medium', '/heavy', ...Object.keys(HOSTILE)]) {
  process.stdout.write(`${plain.url}${path}\n`);
}
