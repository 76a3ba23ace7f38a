import type { Report } from '@webhood/contract';
import { hostOf } from '../../ui/evidence/defang.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import type { ScanTab } from './scan-tab.ts';

const text = scanStrings.findings;

export type Finding = {
  key: string;
  tone: 'bad' | 'warn' | 'info';
  title: string;
  hint?: string;
  /** Where the evidence is. */
  tab: ScanTab;
  view?: string;
};

/** A certificate younger than this deserves a second look, as new names do. */
const YOUNG_DAYS = 7;
/** Names in one sentence. */
const NAMES_SHOWN = 6;

/** What an analyst would not want to overlook, gravest first; facts from the report, no verdict. */
export function findingsOf(report: Report): Finding[] {
  return [
    ...clipboardFindings(report),
    ...formFindings(report),
    ...pageFindings(report),
    ...certificateFindings(report),
    ...behaviourFindings(report),
  ].toSorted((a, b) => ORDER[a.tone] - ORDER[b.tone]);
}

const ORDER = { bad: 0, warn: 1, info: 2 } as const;

function clipboardFindings({ clipboard }: Report): Finding[] {
  if (clipboard.length === 0) return [];
  const isCommand = clipboard.some(({ looksLikeCommand }) => looksLikeCommand);
  return [
    isCommand
      ? {
          key: 'command',
          tone: 'bad',
          title: text.command,
          hint: text.commandHint,
          tab: 'data',
          view: 'clipboard',
        }
      : {
          key: 'clipboard',
          tone: 'warn',
          title: text.clipboard(clipboard.length),
          tab: 'data',
          view: 'clipboard',
        },
  ];
}

function formFindings({ document }: Report): Finding[] {
  const found = new Map<string, Finding>();
  for (const form of document.forms) {
    const host = hostOf(form.action) ?? text.nowhere;
    const kind = form.asksPassword ? 'password' : form.asksCard ? 'card' : 'leaves';
    if (kind === 'leaves' && !form.leavesSite) continue;
    found.set(`${kind} ${host}`, {
      key: `${kind} ${host}`,
      tone: form.leavesSite && kind !== 'leaves' ? 'bad' : form.leavesSite ? 'warn' : 'info',
      title: text[kind](host),
      tab: 'overview',
    });
  }
  return [...found.values()].slice(0, NAMES_SHOWN);
}

function pageFindings({ challenge, downloads, summary }: Report): Finding[] {
  const findings: Finding[] = [];
  if (challenge) {
    findings.push({
      key: 'challenge',
      tone: 'warn',
      title: text.challenge(challenge.vendor),
      hint: `${text.challengeHint} (${challenge.sign})`,
      tab: 'overview',
    });
  }
  if (downloads.length > 0) {
    const title = text.downloads(downloads.length);
    findings.push({ key: 'downloads', tone: 'warn', title, tab: 'data', view: 'downloads' });
  }
  if (summary.page.redirected === 'other_site') {
    findings.push({ key: 'redirected', tone: 'info', title: text.otherSite, tab: 'redirects' });
  }
  return findings;
}

function certificateFindings({ certificates, summary }: Report): Finding[] {
  const untrusted = certificates.filter(({ trusted }) => !trusted);
  const findings: Finding[] = untrusted.slice(0, NAMES_SHOWN).map(({ host }, index) => ({
    key: `untrusted ${index}`,
    tone: 'warn',
    title: text.untrusted(host),
    tab: 'data',
    view: 'certificates',
  }));
  const age = summary.page.tlsAgeDays;
  if (age !== undefined && age >= 0 && age < YOUNG_DAYS) {
    findings.push({
      key: 'young',
      tone: 'info',
      title: text.youngCertificate(age),
      tab: 'data',
      view: 'certificates',
    });
  }
  return findings;
}

function behaviourFindings(report: Report): Finding[] {
  const names = [...new Set(report.permissions.map(({ name }) => name))].slice(0, NAMES_SHOWN);
  const counted = [
    ['permissions', names.length, text.permissions(names.join(', '))],
    ['notifications', report.notifications.length, text.notifications(report.notifications.length)],
    ['popups', report.popups.length, text.popups(report.popups.length)],
    ['dialogs', report.dialogs.length, text.dialogs(report.dialogs.length)],
  ] as const;
  return counted
    .filter(([, count]) => count > 0)
    .map(([key, , title]) => ({ key, tone: 'info', title, tab: 'data', view: key }));
}
