import { z } from 'zod';
import { ScannerConfigurationChange, ShownScannerConfiguration } from './scanner-configuration.ts';
import { ScannerLabels } from './scanner-labels.ts';
import { StorableText } from './text.ts';

/** `admin`: everything; `user`: scan and read; `viewer`: read. */
export const USER_ROLES = ['admin', 'user', 'viewer'] as const;
export type UserRole = (typeof USER_ROLES)[number];

export const TOKEN_ROLES = ['api_user'] as const;

const Name = StorableText.trim().min(1).max(64);

export const Username = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/i,
    'may have letters, digits, dot, dash and underscore (at most 63)',
  );
/** NIST SP 800-63B: length over composition. 128 bounds the hashing work. */
export const Password = z.string().min(12, 'must have at least 12 characters').max(128);

export const User = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(USER_ROLES),
  disabled: z.boolean(),
  created: z.string(),
});
export type User = z.infer<typeof User>;

export const CreateUser = z.strictObject({
  name: Username,
  role: z.enum(USER_ROLES),
  email: z.email().max(254).optional(),
  /** Made at random and returned once when absent. */
  password: Password.optional(),
});
export type CreateUser = z.infer<typeof CreateUser>;

export const CreatedUser = User.extend({ password: z.string().optional() });
export type CreatedUser = z.infer<typeof CreatedUser>;

export const UpdateUser = z.strictObject({
  role: z.enum(USER_ROLES).optional(),
  disabled: z.boolean().optional(),
  password: Password.optional(),
});
export type UpdateUser = z.infer<typeof UpdateUser>;

export const ApiToken = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(TOKEN_ROLES),
  created: z.string(),
  expires: z.string().nullable(),
  lastUsed: z.string().nullable(),
  revoked: z.boolean(),
});
export type ApiToken = z.infer<typeof ApiToken>;

export const CreateToken = z.strictObject({
  name: Name,
  role: z.enum(TOKEN_ROLES).default('api_user'),
  expiresInDays: z.int().min(1).max(3_650).optional(),
});
export type CreateToken = z.infer<typeof CreateToken>;

/** `token` is shown this once. */
export const CreatedToken = ApiToken.extend({ token: z.string() });
export type CreatedToken = z.infer<typeof CreatedToken>;

export const Scanner = z.object({
  id: z.string(),
  name: z.string(),
  created: z.string(),
  /** Asked for work within the last minute. */
  connected: z.boolean(),
  lastSeen: z.string().nullable(),
  version: z.string(),
  browserVersion: z.string(),
  concurrency: z.int(),
  allowNetworks: z.array(z.string()),
  running: z.int(),
  /** What scans can ask for; see `labels` of a submission. */
  labels: z.array(z.string()),
  /** It is given nothing new, and finishes what it runs: with `running` 0 it is drained. */
  paused: z.boolean(),
  configuration: ShownScannerConfiguration,
  /** Of the lease protocol, as it last said; empty before. */
  protocol: z.string(),
  /**
   * `away`: has not asked for work lately; `refused`: its protocol is too far from the server's;
   * `busy`: every slot has a scan.
   */
  state: z.enum(['away', 'refused', 'paused', 'busy', 'ready']),
});
export type Scanner = z.infer<typeof Scanner>;

export const CreateScanner = z.strictObject({ name: Name });
/** What is not given stays as it is. */
export const UpdateScanner = z.strictObject({
  labels: ScannerLabels.optional(),
  paused: z.boolean().optional(),
  configuration: ScannerConfigurationChange.optional(),
});
export type UpdateScanner = z.infer<typeof UpdateScanner>;
export const CreatedScanner = z.object({ id: z.string(), name: z.string(), token: z.string() });
export type CreatedScanner = z.infer<typeof CreatedScanner>;

/** Who is asking: `GET /api/v1/me`. */
export const Me = z.object({
  kind: z.enum(['user', 'token']),
  id: z.string(),
  name: z.string(),
  role: z.enum([...USER_ROLES, ...TOKEN_ROLES]),
  mustChangePassword: z.boolean(),
  /** Nothing else is allowed before: the role needs one here, and the session was opened without. */
  mustSetUpSecondFactor: z.boolean(),
});
export type Me = z.infer<typeof Me>;

export const ChangePassword = z.strictObject({
  currentPassword: z.string().max(128),
  newPassword: Password,
});
export type ChangePassword = z.infer<typeof ChangePassword>;
