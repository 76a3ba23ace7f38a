import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, type KeyboardEvent, useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { strings } from '../../ui/strings.ts';

type PasswordInputProps = Omit<ComponentProps<'input'>, 'type'>;

/** A password that can be looked at, and that says when Caps Lock is on. */
export function PasswordInput(props: PasswordInputProps) {
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const watch = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  return (
    <div>
      <div className="relative">
        <input
          {...props}
          type={shown ? 'text' : 'password'}
          onKeyDown={watch}
          onKeyUp={watch}
          onBlur={() => setCapsLock(false)}
          className="field h-9 pr-9"
        />
        <IconButton
          label={shown ? strings.signIn.hidePassword : strings.signIn.showPassword}
          icon={shown ? EyeOff : Eye}
          className="absolute top-1 right-1"
          onClick={() => setShown(!shown)}
        />
      </div>
      <p role="status" className="text-warn text-xs">
        {capsLock ? <span className="mt-1 block">{strings.signIn.capsLock}</span> : null}
      </p>
    </div>
  );
}
