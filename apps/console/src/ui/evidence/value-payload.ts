import type { ValueKind } from './defang.ts';

/** A value as its menu is told of it. */
export type ValuePayload = {
  value: string;
  kind: ValueKind;
  /** Field of the search language that holds such values, where the kind does not say. */
  field?: string;
};
