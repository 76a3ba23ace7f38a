import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import {
  type CreatedUser,
  type UpdateUser,
  USER_ROLES,
  type User,
  type UserRole,
} from '@webhood/contract';
import { Plus, Users } from 'lucide-react';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { keys, meQuery, usersQuery } from '../api/queries.ts';
import { ResetAccessMenu } from '../features/account/reset-access-menu.tsx';
import { CreateDialog } from '../features/settings/create-dialog.tsx';
import { type Secret, SecretDialog } from '../features/settings/secret-dialog.tsx';
import { SettingsList } from '../features/settings/settings-list.tsx';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Age } from '../ui/moment.tsx';
import { Select } from '../ui/select.tsx';
import { Empty } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { tell, tellError } from '../ui/toast-manager.ts';

const text = strings.users;

const ROLES = USER_ROLES.map((role) => ({ value: role, label: strings.roles[role] }));

const FIELDS = [
  {
    name: 'name',
    label: text.name,
    hint: text.nameHint,
    input: { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false },
  },
  { name: 'email', label: text.email, input: { type: 'email', autoComplete: 'off' } },
  { name: 'role', label: text.role, choices: ROLES, initial: 'user' },
] as const;

export function UsersPage() {
  const query = useQuery(usersQuery());
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const onCreated = (created: CreatedUser) => {
    setCreating(false);
    if (created.password === undefined) tell(text.created(created.name));
    else {
      setSecret({
        title: text.created(created.name),
        secret: created.password,
        hint: text.passwordOnce,
      });
    }
  };
  return (
    <SettingsSection
      title={strings.settings.users}
      intro={text.intro}
      action={
        <Button tone="primary" icon={Plus} onClick={() => setCreating(true)}>
          {text.create}
        </Button>
      }
    >
      <SettingsList
        query={query}
        rowKey={(user) => user.id}
        row={(user) => <UserRow user={user} />}
        empty={<Empty icon={Users} title={text.emptyTitle} />}
      />
      <CreateDialog
        open={creating}
        onClose={() => setCreating(false)}
        title={text.create}
        fields={FIELDS}
        create={(given) =>
          client.users.create({
            name: given('name'),
            role: roleOf(given('role')),
            ...(given('email') === '' ? {} : { email: given('email') }),
          })
        }
        listKey={keys.users}
        onCreated={onCreated}
      />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </SettingsSection>
  );
}

function roleOf(value: string): UserRole {
  return USER_ROLES.find((role) => role === value) ?? 'viewer';
}

function UserRow({ user }: { user: User }) {
  const { data: me } = useSuspenseQuery(meQuery());
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const update = useMutation({
    mutationFn: (change: UpdateUser) => client.users.update(user.id, change),
    onSuccess: () => {
      setAsking(false);
      tell(strings.toast.saved);
      void queryClient.invalidateQueries({ queryKey: keys.users });
    },
    onError: (error) => tellError(strings.toast.saveFailed, error),
  });
  const isMe = me.id === user.id;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{user.name}</span>
          {isMe ? <Badge tone="accent">{text.you}</Badge> : null}
          {user.disabled ? <Badge>{text.disabled}</Badge> : null}
        </p>
        <p className="mt-0.5 text-muted text-xs">
          {user.email.endsWith('.invalid') ? '' : `${user.email} · `}
          {strings.settings.created} <Age iso={user.created} />
        </p>
      </div>
      <Select
        aria-label={`${text.role}: ${user.name}`}
        value={user.role}
        // Nobody can lock themselves out by accident; another administrator can do it.
        disabled={isMe || update.isPending}
        onChange={(event) => update.mutate({ role: roleOf(event.target.value) })}
      >
        {ROLES.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Button
        className="w-20"
        disabled={isMe}
        onClick={() => (user.disabled ? update.mutate({ disabled: false }) : setAsking(true))}
      >
        {user.disabled ? text.enable : text.disable}
      </Button>
      {isMe ? <span className="w-7" /> : <ResetAccessMenu user={user} />}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => update.mutate({ disabled: true })}
        title={text.disableTitle(user.name)}
        body={text.disableBody}
        action={text.disable}
        busy={update.isPending}
      />
    </div>
  );
}
