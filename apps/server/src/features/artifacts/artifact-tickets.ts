/**
 * Addresses of evidence on its own origin, where nobody is signed in: each opens one file of one
 * scan for a minute or two, and none outlives the keys it was made with.
 */
import { type PICTURE_SIZES, type PictureSize, ROUTES } from '@webhood/contract';
import { z } from 'zod';
import { equalHashes } from '../../platform/crypto/equal.ts';
import type { Keyring } from '../../platform/crypto/keyring.ts';
import { AppError } from '../../platform/http/app-error.ts';

/**
 * Tickets made within one window are the same, so that a browser that has the file fetches it once.
 * They end with the window after it.
 */
const WINDOW_SECONDS = 60;

const SIZES = ['', 'thumbnail', 'display'] as const satisfies readonly (
  | ''
  | (typeof PICTURE_SIZES)[number]
)[];

const Fields = z.tuple([z.string(), z.string(), z.string(), z.enum(SIZES), z.number()]);

/** What a ticket opens. */
export interface Ticket {
  scan: { id: string; slug: string };
  /** Of the artifact, in the evidence folder. */
  path: string;
  picture: PictureSize | undefined;
}

export interface ArtifactTickets {
  /** The address, good for one to two minutes. */
  addressOf(ticket: Ticket): string;
  /** @throws AppError `forbidden` when it is not one of ours, or has ended */
  redeem(text: string): Ticket;
}

interface TicketDeps {
  origin: URL;
  keyring: Pick<Keyring, 'hash'>;
  /** Milliseconds since 1970. */
  now: () => number;
}

export function createArtifactTickets({ origin, keyring, now }: TicketDeps): ArtifactTickets {
  const sign = (fields: string): string => keyring.hash('artifact-ticket', fields);
  const window = (): number => Math.floor(now() / 1_000 / WINDOW_SECONDS);

  function read(text: string): z.infer<typeof Fields> {
    const [fields = '', signature = ''] = text.split('.', 2);
    if (!equalHashes(signature, sign(fields))) throw ended();
    return Fields.parse(JSON.parse(Buffer.from(fields, 'base64url').toString()));
  }

  return {
    addressOf: ({ scan, path, picture = '' }) => {
      const endsAt = (window() + 2) * WINDOW_SECONDS;
      const fields = Buffer.from(JSON.stringify([scan.id, scan.slug, path, picture, endsAt]));
      const text = fields.toString('base64url');
      return new URL(`${ROUTES.evidence}?ticket=${text}.${sign(text)}`, origin).href;
    },
    redeem: (text) => {
      const [id, slug, path, picture, endsAt] = read(text);
      if (now() / 1_000 >= endsAt) throw ended();
      return { scan: { id, slug }, path, picture: picture === '' ? undefined : picture };
    },
  };
}

function ended(): AppError {
  return new AppError('forbidden', 'This address has ended. Open the file from its scan again.');
}
