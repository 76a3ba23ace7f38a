import { scanStrings } from '../../../ui/strings-scan.ts';
import {
  clipboardTable,
  consoleTable,
  dialogTable,
  notificationTable,
  permissionTable,
  popupTable,
} from './behaviour-tables.tsx';
import { downloadTable, hashTable, streamTable } from './content-tables.tsx';
import { type AnyDataTable, anyTable, type TableSource } from './data-table.tsx';
import { addressTable, certificateTable, domainTable } from './host-tables.tsx';
import { cookieTable, storageTable } from './state-tables.tsx';

export type DataSection = keyof typeof scanStrings.data.sections;

export const DATA_SECTIONS = Object.keys(scanStrings.data.sections) as DataSection[];

const TABLES: Record<DataSection, (source: TableSource) => AnyDataTable> = {
  cookies: ({ report }) => anyTable(cookieTable(report)),
  storage: ({ report }) => anyTable(storageTable(report)),
  console: ({ report }) => anyTable(consoleTable(report)),
  certificates: ({ report }) => anyTable(certificateTable(report)),
  addresses: ({ report }) => anyTable(addressTable(report)),
  domains: ({ report }) => anyTable(domainTable(report)),
  hashes: ({ report }) => anyTable(hashTable(report)),
  streams: ({ report }) => anyTable(streamTable(report)),
  downloads: (source) => anyTable(downloadTable(source)),
  clipboard: ({ report }) => anyTable(clipboardTable(report)),
  dialogs: ({ report }) => anyTable(dialogTable(report)),
  popups: ({ report }) => anyTable(popupTable(report)),
  permissions: ({ report }) => anyTable(permissionTable(report)),
  notifications: ({ report }) => anyTable(notificationTable(report)),
};

export type DataTables = Record<DataSection, AnyDataTable>;

export function dataTables(source: TableSource): DataTables {
  const entries = DATA_SECTIONS.map((section) => [section, TABLES[section](source)] as const);
  return Object.fromEntries(entries) as DataTables;
}
