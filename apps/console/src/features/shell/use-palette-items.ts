import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { keys, meQuery, savedSearchesQuery } from '../../api/queries.ts';
import { escapedString } from '../../ui/evidence/escape-text.ts';
import { strings } from '../../ui/strings.ts';
import { paletteStrings as text } from '../../ui/strings-palette.ts';
import { setTheme, THEMES } from '../appearance/theme.ts';
import { flatten, type ScanPages } from '../scans/scan-pages.ts';
import { SETTINGS_PAGES } from '../settings/settings-pages.ts';
import { fittingItems, looksLikeUrl, type PaletteItem } from './palette-items.ts';

/** Of an address or search that is repeated in a command. */
const SHOWN_LENGTH = 80;

/** What can be done now, for what was typed. */
export function usePaletteItems(typed: string, onHelp: () => void): PaletteItem[] {
  const navigate = useNavigate();
  const { data: me } = useSuspenseQuery(meQuery());
  const { data: saved } = useQuery(savedSearchesQuery());
  // What is loaded already: the palette must be there at once.
  const recent = flatten(useQueryClient().getQueryData<ScanPages>(keys.scanList));
  const words = typed.trim();
  const search = (q: string) => () => void navigate({ to: '/search', search: q ? { q } : {} });
  const command = (group: PaletteItem['group'], label: string, run: () => void): PaletteItem => ({
    id: `${group} ${label}`,
    group,
    label,
    run,
  });
  const go = (label: string, to: string) => command('go', label, () => void navigate({ to }));
  const shown = escapedString(words.slice(0, SHOWN_LENGTH));
  const ofWords: PaletteItem[] = words
    ? [
        ...(looksLikeUrl(words) && me.role !== 'viewer'
          ? [
              command(
                'do',
                text.scan(shown),
                () => void navigate({ to: '/', state: { scanUrl: words } }),
              ),
            ]
          : []),
        command('do', text.search(shown), search(words)),
      ]
    : [];
  const commands: PaletteItem[] = [
    go(strings.shell.scan, '/'),
    go(strings.shell.scans, '/scans'),
    command('go', strings.shell.search, search('')),
    go(text.compare, '/compare'),
    ...SETTINGS_PAGES.filter((page) => !page.admin || me.role === 'admin').map((page) =>
      go(page.label, page.to),
    ),
    command('go', text.docs, () => window.location.assign(client.docsUrl())),
    ...(saved ?? []).map(({ id, name, q }) => ({
      id,
      group: 'saved' as const,
      label: name,
      detail: q,
      run: search(q),
    })),
    ...recent.map((scan) => ({
      id: scan.id,
      group: 'recent' as const,
      label: escapedString(scan.url.slice(0, SHOWN_LENGTH)),
      detail: escapedString(scan.title.slice(0, SHOWN_LENGTH)),
      run: () =>
        void navigate({
          to: '/scans/$scanId',
          params: { scanId: scan.id },
          search: { tab: 'overview' },
        }),
    })),
    ...THEMES.map((theme) => command('do', text.themes[theme], () => setTheme(theme))),
    command('do', text.help, onHelp),
  ];
  return [...ofWords, ...fittingItems(commands, words)];
}
