/** Row types of `migrations/0003-sign-in-factors.sql`, for Kysely. */
import type { ColumnType, Generated } from 'kysely';

export interface TotpFactorsTable {
  user_id: string;
  secret: string;
  confirmed_at: Date | null;
  last_step: Generated<number>;
  created_at: Generated<Date>;
}

export interface RecoveryCodesTable {
  user_id: string;
  hash: string;
  used_at: Date | null;
}

export interface PasskeysTable {
  id: string;
  user_id: string;
  name: string;
  credential_id: string;
  public_key: Buffer;
  counter: number;
  transports: string[];
  created_at: Generated<Date>;
  last_used_at: Date | null;
}

export interface SignInStepsTable {
  id: string;
  kind: 'second_factor' | 'passkey' | 'new_passkey' | 'single_sign_on';
  user_id: string | null;
  data: ColumnType<unknown, string, string>;
  expires_at: Date;
}

export interface SignInTables {
  totp_factors: TotpFactorsTable;
  recovery_codes: RecoveryCodesTable;
  passkeys: PasskeysTable;
  sign_in_steps: SignInStepsTable;
}
