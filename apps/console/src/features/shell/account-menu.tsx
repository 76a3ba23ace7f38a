import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronsUpDown, KeyRound, LogOut, Palette } from 'lucide-react';
import { meQuery } from '../../api/queries.ts';
import { cn } from '../../ui/class-names.ts';
import { Menu, MenuItem, MenuLine, MenuNote } from '../../ui/menu.tsx';
import { strings } from '../../ui/strings.ts';
import { useSignOut } from '../account/use-sign-out.ts';

export function AccountMenu({ compact, className }: { compact?: boolean; className?: string }) {
  const { data: me } = useSuspenseQuery(meQuery());
  const signOut = useSignOut();
  const role = me.role === 'api_user' ? me.role : strings.roles[me.role];
  const trigger = (
    <button
      type="button"
      aria-label={compact ? strings.shell.account(me.name) : undefined}
      className={cn(
        'flex items-center gap-2 rounded-md px-1.5 py-1 text-left hover:bg-hover data-[popup-open]:bg-hover',
        className,
      )}
    >
      <span
        aria-hidden
        className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent text-xs uppercase"
      >
        {me.name.slice(0, 1)}
      </span>
      {compact ? null : (
        <>
          <span className="min-w-0 flex-1 truncate font-medium text-sm">{me.name}</span>
          <ChevronsUpDown aria-hidden size={14} className="text-faint" />
        </>
      )}
    </button>
  );
  return (
    <Menu trigger={trigger} align={compact ? 'end' : 'start'}>
      <MenuNote>
        {me.name} · {role}
      </MenuNote>
      <MenuItem icon={Palette} render={<Link to="/settings/appearance" />}>
        {strings.settings.appearance}
      </MenuItem>
      <MenuItem icon={KeyRound} render={<Link to="/settings/account" />}>
        {strings.shell.changePassword}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={LogOut} onClick={() => void signOut()}>
        {strings.shell.signOut}
      </MenuItem>
    </Menu>
  );
}
