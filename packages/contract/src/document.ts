/** What the final document holds. All of it is text from the page. */
import { z } from 'zod';
import { Sha256 } from './artifact.ts';
import { list } from './list.ts';
import { REPORT_LISTS } from './report-bounds.ts';

export const Favicon = z.object({
  url: z.string(),
  mediaType: z.string(),
  size: z.int(),
  sha256: Sha256,
  /** MurmurHash3 (x86, 32 bit, signed) of the MIME-wrapped base64 form, as Shodan counts it. */
  murmur3: z.int(),
});
export type Favicon = z.infer<typeof Favicon>;

export const FormField = z.object({
  name: z.string(),
  /** The control's type, for example `password`, `select`, `textarea`. */
  type: z.string(),
  label: z.string(),
  autocomplete: z.string(),
  /** The keyboard that it asks for, for example `numeric`. */
  inputMode: z.string().default(''),
});
export type FormField = z.infer<typeof FormField>;

export const Form = z.object({
  /** Of the frame that the form stands in. */
  documentUrl: z.string(),
  /** Resolved: where it posts. Empty for fields that stand outside any form. */
  action: z.string(),
  method: z.string(),
  /** Where else its buttons send it (`formaction`), resolved. */
  buttonActions: list(z.string(), REPORT_LISTS.formFields).default([]),
  fields: list(FormField, REPORT_LISTS.formFields),
  asksPassword: z.boolean(),
  asksCard: z.boolean(),
  /** It sends what is typed to another site than the one shown. */
  leavesSite: z.boolean(),
});
export type Form = z.infer<typeof Form>;

export const Script = z.object({
  /** Absent for inline scripts. */
  url: z.string().optional(),
  type: z.string(),
  /** Characters of an inline script's text. */
  length: z.int().optional(),
  /** Of the inline text in UTF-8, or of the body as received. */
  sha256: Sha256.optional(),
});
export type Script = z.infer<typeof Script>;

export const DocumentFacts = z.object({
  url: z.string(),
  title: z.string(),
  language: z.string(),
  mediaType: z.string(),
  /** Characters of the visible text, which is the artifact `page.txt`. */
  textLength: z.int(),
  links: list(z.object({ url: z.string(), text: z.string() }), REPORT_LISTS.links),
  meta: list(z.object({ name: z.string(), content: z.string() }), REPORT_LISTS.metaTags),
  favicon: Favicon.optional(),
  forms: list(Form, REPORT_LISTS.forms),
  scripts: list(Script, REPORT_LISTS.scripts),
  /** Properties of `window` that a blank page does not have. */
  globals: list(z.object({ name: z.string(), type: z.string() }), REPORT_LISTS.globals),
  frames: list(
    z.object({
      url: z.string(),
      /** URL of the frame around it. */
      parentUrl: z.string(),
      name: z.string(),
      /** It runs in a process of its own. */
      isRemote: z.boolean(),
    }),
    REPORT_LISTS.frames,
  ),
});
export type DocumentFacts = z.infer<typeof DocumentFacts>;
