import type { Scan } from '@webhood/contract';
import { Download, FileJson, FileSpreadsheet } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuNote } from '../../ui/menu.tsx';
import { searchStrings as text } from '../../ui/strings-search.ts';
import { tell, tellError } from '../../ui/toast-manager.ts';
import { type ExportFormat, saveScans } from './scan-export.ts';

/** Held in memory until the file is made. */
const MOST_EXPORTED = 10_000;
const PAGE_SIZE = 100;

/** All that a search finds, as a file. */
export function ExportMenu({ q }: { q: string }) {
  const [fetched, setFetched] = useState<number | null>(null);
  const save = async (format: ExportFormat) => {
    setFetched(0);
    try {
      const { scans, isWhole } = await fetchAll(q, setFetched);
      saveScans(format, scans);
      if (!isWhole) tell(text.exportBound(MOST_EXPORTED));
    } catch (error) {
      tellError(text.exportFailed, error);
    } finally {
      setFetched(null);
    }
  };
  return (
    <Menu
      trigger={
        <Button icon={Download} busy={fetched !== null} title={text.exportAll}>
          <span className="max-sm:sr-only">
            {fetched === null ? text.exportAll : text.exporting(fetched)}
          </span>
        </Button>
      }
    >
      <MenuNote>{text.exportAll}</MenuNote>
      <MenuItem icon={FileSpreadsheet} onClick={() => void save('csv')}>
        CSV
      </MenuItem>
      <MenuItem icon={FileJson} onClick={() => void save('json')}>
        JSON
      </MenuItem>
    </Menu>
  );
}

async function fetchAll(
  q: string,
  onFetched: (count: number) => void,
): Promise<{ scans: Scan[]; isWhole: boolean }> {
  const scans: Scan[] = [];
  let after: string | undefined;
  do {
    const page = await client.search.page({ q, limit: PAGE_SIZE, after });
    scans.push(...page.items);
    onFetched(scans.length);
    after = page.next ?? undefined;
  } while (after !== undefined && scans.length < MOST_EXPORTED);
  return { scans, isWhole: after === undefined };
}
