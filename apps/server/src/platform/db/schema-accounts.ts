/** Row types of `migrations/0001-accounts.sql`, for Kysely. */
import type { ScannerPosture, UserRole } from '@webhood/contract';
import type { ColumnType, Generated } from 'kysely';

export interface InstallationTable {
  only_row: Generated<boolean>;
  epoch: string;
  secret_check: string | null;
  created_at: Generated<Date>;
}

export interface UsersTable {
  id: string;
  name: string;
  username: string;
  email: string;
  email_verified: Generated<boolean>;
  image: string | null;
  role: UserRole;
  disabled: Generated<boolean>;
  must_change_password: Generated<boolean>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface CredentialsTable {
  id: string;
  user_id: string;
  provider_id: string;
  account_id: string;
  password: string | null;
  access_token: string | null;
  refresh_token: string | null;
  id_token: string | null;
  access_token_expires_at: Date | null;
  refresh_token_expires_at: Date | null;
  scope: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface SessionsTable {
  id: string;
  user_id: string;
  token: string;
  expires_at: Date;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  method: string | null;
}

export interface ApiTokensTable {
  id: string;
  name: string;
  role: 'api_user';
  hash: string;
  created_by: string;
  created_at: Generated<Date>;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export interface ScannersTable {
  id: string;
  name: string;
  token_hash: string | null;
  created_at: Generated<Date>;
  last_seen_at: Date | null;
  version: Generated<string>;
  browser_version: Generated<string>;
  concurrency: Generated<number>;
  allow_networks: Generated<string[]>;
  labels: Generated<string[]>;
  paused_at: Date | null;
  protocol: Generated<string>;
  user_agent: string | null;
  language: string | null;
  stealth: Generated<boolean>;
  skip_cookie_prompts: Generated<boolean>;
  at_once: number | null;
  shown_proxy: string | null;
  sealed_proxy: string | null;
  removed_at: Date | null;
  posture: ColumnType<ScannerPosture | null, string | null | undefined, string | null>;
}

export interface AccountsTables {
  installation: InstallationTable;
  users: UsersTable;
  credentials: CredentialsTable;
  sessions: SessionsTable;
  api_tokens: ApiTokensTable;
  scanners: ScannersTable;
}
