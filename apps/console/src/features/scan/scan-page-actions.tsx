import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Artifact, isTerminal, type Report, type Scan } from '@webhood/contract';
import {
  Ban,
  Download,
  FileCode,
  FileJson,
  FileText,
  FileType,
  GitCompareArrows,
  Image,
  Link2,
  RotateCw,
  SlidersHorizontal,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { meQuery } from '../../api/queries.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu, MenuItem, MenuNote } from '../../ui/menu.tsx';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import {
  useCancelScan,
  useEditAndRescan,
  useRemoveScan,
  useRescan,
} from '../scans/scan-actions.ts';
import { HoldAction } from './hold-action.tsx';

export function ScanPageActions({ scan, report }: { scan: Scan; report: Report | undefined }) {
  const { data: me } = useSuspenseQuery(meQuery());
  const mayAct = me.role !== 'viewer';
  return (
    <div className="flex flex-wrap items-center gap-1 max-sm:gap-0.5 max-sm:[&>button]:px-2">
      <LinkActions scan={scan} />
      {report ? <EvidenceMenu scan={scan} report={report} /> : null}
      {mayAct ? <MainAction scan={scan} /> : null}
      {me.role === 'admin' && isTerminal(scan.state) ? <HoldAction scan={scan} /> : null}
      {mayAct ? <RemoveAction scan={scan} /> : null}
    </div>
  );
}

function LinkActions({ scan }: { scan: Scan }) {
  const navigate = useNavigate();
  const link = `${window.location.origin}/scans/${scan.id}`;
  return (
    <>
      <IconButton
        label={scanStrings.copyLink}
        title={`${scanStrings.copyLink}\n${scanStrings.linkNote}`}
        icon={Link2}
        className="size-8"
        onClick={() => void copyText(link)}
      />
      {isTerminal(scan.state) ? (
        <IconButton
          label={scanStrings.compare}
          icon={GitCompareArrows}
          className="size-8"
          onClick={() =>
            void navigate({
              href: `/compare?${new URLSearchParams(scan.rescanOf ? { a: scan.rescanOf, b: scan.id } : { a: scan.id })}`,
            })
          }
        />
      ) : null}
    </>
  );
}

function MainAction({ scan }: { scan: Scan }) {
  const navigate = useNavigate();
  const cancel = useCancelScan();
  const editAndRescan = useEditAndRescan();
  const rescan = useRescan(
    (next) =>
      void navigate({
        to: '/scans/$scanId',
        params: { scanId: next.id },
        search: { tab: 'overview' },
      }),
  );
  return isTerminal(scan.state) ? (
    <>
      <Button icon={RotateCw} busy={rescan.isPending} onClick={() => rescan.mutate(scan)}>
        {strings.scans.rescan}
      </Button>
      <IconButton
        label={strings.scans.rescanWith}
        icon={SlidersHorizontal}
        className="size-8"
        onClick={() => editAndRescan(scan)}
      />
    </>
  ) : (
    <Button icon={Ban} busy={cancel.isPending} onClick={() => cancel.mutate(scan.id)}>
      {strings.scans.cancel}
    </Button>
  );
}

function RemoveAction({ scan }: { scan: Scan }) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useRemoveScan(() => {
    setAsking(false);
    void navigate({ to: '/scans' });
  });
  return (
    <>
      <IconButton
        label={strings.scans.remove}
        icon={Trash2}
        className="size-8"
        onClick={() => setAsking(true)}
      />
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate(scan.id)}
        title={strings.scans.removeTitle}
        body={strings.scans.removeBody}
        action={strings.scans.remove}
        busy={remove.isPending}
      />
    </>
  );
}

const text = strings.scan.download;

const FILES = [
  { kind: 'har', label: text.har, icon: FileText, extension: 'har' },
  { kind: 'html', label: text.html, icon: FileCode, extension: 'html' },
  { kind: 'text', label: text.text, icon: FileType, extension: 'txt' },
  { kind: 'screenshot', label: text.screenshot, icon: Image, extension: 'png' },
  { kind: 'screenshot_early', label: text.early, icon: Image, extension: 'early.png' },
] as const satisfies readonly { kind: Artifact['kind']; [key: string]: unknown }[];

function EvidenceMenu({ scan, report }: { scan: Scan; report: Report }) {
  return (
    <Menu trigger={<Button icon={Download}>{strings.scan.actions}</Button>}>
      <MenuItem
        icon={FileJson}
        render={<a href={client.scans.urls.report(scan.id)} download={`${scan.slug}.json`} />}
      >
        {text.report}
      </MenuItem>
      {FILES.map(({ kind, label, icon, extension }) => {
        const artifact = report.artifacts.find((each) => each.kind === kind);
        return artifact ? (
          <MenuItem
            key={kind}
            icon={icon}
            render={
              <a
                href={client.scans.urls.artifact(scan.id, artifact.sha256)}
                download={`${scan.slug}.${extension}`}
              />
            }
          >
            {label}
          </MenuItem>
        ) : null;
      })}
      <MenuNote>{text.note}</MenuNote>
    </Menu>
  );
}
