import { strings } from '../../ui/strings.ts';

const text = strings.settings;

/** Every page of the settings, in order; some are for administrators alone. */
export const SETTINGS_PAGES = [
  { to: '/settings/scanners', label: text.scanners, admin: false },
  { to: '/settings/tokens', label: text.tokens, admin: true },
  { to: '/settings/users', label: text.users, admin: true },
  { to: '/settings/webhooks', label: text.webhooks, admin: true },
  { to: '/settings/retention', label: text.retention, admin: true },
  { to: '/settings/audit', label: text.audit, admin: true },
  { to: '/settings/security', label: text.security, admin: true },
  { to: '/settings/lookups', label: text.lookups, admin: false },
  { to: '/settings/account', label: text.account, admin: false },
  { to: '/settings/appearance', label: text.appearance, admin: false },
] as const;
