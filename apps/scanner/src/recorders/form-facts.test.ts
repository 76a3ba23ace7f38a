import { expect, test } from 'vitest';
import { judgeForms } from './form-facts.ts';

const field = { name: '', type: 'text', label: '', autocomplete: '', inputMode: '' };

function judge(fields: Partial<typeof field>[], buttonActions: string[] = []) {
  const form = {
    action: 'https://shop.example/pay',
    method: 'post',
    buttonActions,
    fields: fields.map((each) => ({ ...field, ...each })),
  };
  const frame = { url: 'https://shop.example/', origin: 'https://shop.example', forms: [form] };
  return judgeForms(frame, frame.url)[0];
}

test.each([
  { name: 'cardnumber' },
  { autocomplete: 'cc-csc' },
  { autocomplete: 'section-red billing CC-Number' },
  { name: 'pan', inputMode: 'numeric' },
  { label: 'Numéro de carte', type: 'tel' },
  { label: 'Your card', inputMode: 'tel' },
])('%j asks for a payment card', (asked) => {
  expect(judge([asked])?.asksCard).toBe(true);
});

test.each([
  { inputMode: 'numeric', name: 'quantity' },
  { label: 'Greeting card text' },
  { name: 'company', inputMode: 'numeric' },
  { autocomplete: 'cc' },
])('%j does not', (asked) => {
  expect(judge([asked])?.asksCard).toBe(false);
});

test('a button that sends the form to another site makes it leave the site', () => {
  expect(judge([], ['https://pay.shop.example/now'])?.leavesSite).toBe(false);
  expect(judge([], ['https://collector.example/take'])?.leavesSite).toBe(true);
});
