import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isTyping, moveFocus } from './focus-moves.ts';

/** The console's single-key commands; out of the way wherever someone types. */
export function useShortcuts({ onHelp }: { onHelp: () => void }): void {
  const navigate = useNavigate();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector('[role=dialog], [role=menu]')) return;
      const command = commandOf(event.key, { onHelp, newScan: () => void navigate({ to: '/' }) });
      if (!command) return;
      event.preventDefault();
      command();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [navigate, onHelp]);
}

type Commands = { onHelp: () => void; newScan: () => void };

function commandOf(key: string, { onHelp, newScan }: Commands): (() => void) | null {
  switch (key) {
    case '/':
      return () => document.querySelector<HTMLElement>('[data-main-field]')?.focus();
    case 'n':
      return () => {
        newScan();
        document.querySelector<HTMLElement>('[data-main-field]')?.focus();
      };
    case '?':
      return onHelp;
    case 'j':
      return () => moveFocus('next');
    case 'k':
      return () => moveFocus('previous');
    default:
      return null;
  }
}
