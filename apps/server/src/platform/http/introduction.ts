/** What the API's page begins with: enough for a first scan. Markdown. */
export const INTRODUCTION = `A private URL scanner: submit a URL, and fetch what was seen of it.

**Token.** An administrator makes one (Settings → API tokens, or \`webhood tokens create\`). Send it as \`Authorization: Bearer …\` or \`API-Key: …\`.

**A scan in three requests.** \`POST /api/v1/scans\` with \`{"url": "https://example.com/"}\` answers 202 with an \`id\`. \`GET /api/v1/scans/{id}\` answers 202 until the scan is over, then 200. \`GET /api/v1/scans/{id}/screenshot\`, \`/report\` and \`/artifacts\` have the evidence. \`status\` is \`done\` or \`error\`, then with \`errorCode\`; a scan that is \`done\` with \`completeness: partial\` says in \`missing\` what it lacks.

**Many.** \`POST /api/v1/scans/bulk\` takes a thousand. \`GET /api/v1/events\` tells of every change, and a webhook of every end.

**Again.** With an \`Idempotency-Key\` a submission can be repeated without being made twice. 429 and 503 have \`Retry-After\`, and every answer \`RateLimit-Remaining\`.

**Errors** are problems of RFC 9457 with a stable \`code\`.

Programs to paste (curl, Python, PowerShell, Power Automate, Tines, webhook receivers) are in \`docs/recipes.md\`, every code in \`docs/failure-codes.md\` of Webhood's folder.`;
