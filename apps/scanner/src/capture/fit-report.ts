/**
 * A page that asks for thousands of long addresses could make a report that no server takes. What
 * is largest and worth least goes first, step by step, until the report fits; each step is named.
 */
import { type Missing, REPORT_BYTES, type Report } from '@webhood/contract';

/** Left of each address once all else did not help: host and path of any honest one. */
const SHORT_URL = 512;
const LINKS_KEPT = 200;
const CONSOLE_KEPT = 200;
const FORMS_KEPT = 20;
const BUTTON_ACTIONS_KEPT = 1;
const FIELDS_KEPT = 50;
const SCRIPTS_KEPT = 200;
const CLIPBOARD_KEPT = 5;

interface Step {
  what: string;
  shrink(report: Report): Report;
}

const STEPS: Step[] = [
  {
    what: 'messages',
    shrink: (report) => ({
      ...report,
      exchanges: report.exchanges.map(({ messages, ...exchange }) => ({
        ...exchange,
        ...(messages
          ? { messages: { items: [], dropped: messages.dropped + messages.items.length } }
          : {}),
      })),
    }),
  },
  {
    what: 'headers',
    shrink: (report) => ({
      ...report,
      exchanges: report.exchanges.map(({ initiator, documentUrl, ...exchange }) => ({
        ...exchange,
        ...(initiator ? { initiator: { type: initiator.type } } : {}),
        request: { url: exchange.request.url, method: exchange.request.method, headers: [] },
        ...(exchange.response ? { response: { ...exchange.response, headers: [] } } : {}),
      })),
    }),
  },
  {
    what: 'links',
    shrink: (report) => ({
      ...report,
      document: { ...report.document, links: report.document.links.slice(0, LINKS_KEPT) },
      console: report.console.slice(0, CONSOLE_KEPT),
      storage: { local: [], session: [], databases: [] },
    }),
  },
  {
    what: 'document',
    shrink: (report) => ({
      ...report,
      document: {
        ...report.document,
        forms: report.document.forms.slice(0, FORMS_KEPT).map((form) => ({
          ...form,
          buttonActions: form.buttonActions.slice(0, BUTTON_ACTIONS_KEPT),
          fields: form.fields.slice(0, FIELDS_KEPT),
        })),
        scripts: report.document.scripts.slice(0, SCRIPTS_KEPT),
        meta: [],
      },
      clipboard: report.clipboard.slice(0, CLIPBOARD_KEPT),
      permissions: report.permissions.map((each) => ({ ...each, url: short(each.url) })),
      notifications: [],
    }),
  },
  {
    what: 'addresses_of_requests',
    shrink: (report) => ({
      ...report,
      summary: {
        ...report.summary,
        lists: { ...report.summary.lists, urls: report.summary.lists.urls.map(short) },
      },
      exchanges: report.exchanges.map((exchange) => ({
        ...exchange,
        request: { ...exchange.request, url: short(exchange.request.url) },
      })),
    }),
  },
];

export function fitReport(
  report: Report,
  maxBytes = REPORT_BYTES,
): { report: Report; json: Buffer } {
  let fitting = report;
  let json = toJson(fitting);
  for (const { what, shrink } of STEPS) {
    if (json.length <= maxBytes) break;
    fitting = withMissing(shrink(fitting), {
      code: 'truncated',
      what,
      detail: 'The report would have been larger than may be kept.',
    });
    json = toJson(fitting);
  }
  return { report: fitting, json };
}

export function toJson(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value, undefined, 1)}\n`, 'utf8');
}

function withMissing(report: Report, missing: Missing): Report {
  const { outcome } = report;
  return {
    ...report,
    outcome: outcome.status === 'done' ? { ...outcome, completeness: 'partial' } : outcome,
    missing: [...report.missing, missing],
  };
}

function short(url: string): string {
  return url.slice(0, SHORT_URL);
}
