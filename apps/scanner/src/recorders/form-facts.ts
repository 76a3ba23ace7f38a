/** What a form asks for, and whether it sends that to another site than the one shown. */
import type { Form } from '@webhood/contract';
import { getDomain } from 'tldts';

type FormReading = Pick<Form, 'action' | 'method' | 'buttonActions' | 'fields'>;

/** As sites name the fields in which they want a payment card. */
const CARD_SIGN = /card.?(?:num|no\b)|cc.?(?:num|exp|csc)|\bcvv|\bcvc|creditcard/i;
/** Words that mean a card only where digits are asked for. */
const CARD_WORD = /(?:^|[^a-z])(?:card|pan|karten?|carte|tarjeta|kortti|kort)(?![a-z])/i;
const DIGIT_KEYBOARDS = new Set(['numeric', 'tel']);

export function judgeForms(
  frame: { url: string; origin: string; forms: readonly FormReading[] },
  mainUrl: string,
): Form[] {
  // A frame without an address of its own stands for the page around it.
  const site = siteOf(frame.origin) || siteOf(mainUrl);
  return frame.forms.map((form) => ({
    documentUrl: frame.url,
    ...form,
    asksPassword: form.fields.some(({ type }) => type === 'password'),
    asksCard: form.fields.some(asksCard),
    leavesSite: [form.action, ...form.buttonActions].some(
      (address) => isSentAway(address) && siteOf(address) !== site,
    ),
  }));
}

function asksCard({ name, label, autocomplete, inputMode, type }: Form['fields'][number]): boolean {
  // The last of the words is the field's; those before it tell sections and addresses apart.
  if (
    autocomplete
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith('cc-'))
  )
    return true;
  const text = `${name} ${label}`;
  if (CARD_SIGN.test(text)) return true;
  const wantsDigits = DIGIT_KEYBOARDS.has(inputMode.toLowerCase()) || type === 'tel';
  return wantsDigits && CARD_WORD.test(text);
}

/** A form that runs a script, or that has no address, sends nothing by itself. */
function isSentAway(action: string): boolean {
  return /^(?:https?|mailto):/i.test(action) && URL.canParse(action);
}

/** What somebody registered, also below a host of many tenants; or the host where there is none. */
function siteOf(url: string): string {
  if (!/^https?:/i.test(url) || !URL.canParse(url)) return '';
  return getDomain(url, { allowPrivateDomains: true }) ?? new URL(url).hostname;
}
