import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { focusMainField, isOverlayOpen, isTyping, moveFocus } from './focus-moves.ts';

type Commands = {
  onHelp: () => void;
  onPalette: () => void;
  newScan: () => void;
  search: () => void;
};

/** The console's keys: single ones out of the way wherever someone types, Ctrl-K everywhere. */
export function useShortcuts({ onHelp, onPalette }: Pick<Commands, 'onHelp' | 'onPalette'>): void {
  const navigate = useNavigate();
  useEffect(() => {
    const to = (path: '/' | '/search') => () => {
      void navigate({ to: path }).then(focusMainField);
    };
    const commands = { onHelp, onPalette, newScan: to('/'), search: to('/search') };
    const onKeyDown = (event: KeyboardEvent) => {
      const command = commandOf(event, commands);
      if (!command) return;
      event.preventDefault();
      command();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [navigate, onHelp, onPalette]);
}

function commandOf(event: KeyboardEvent, commands: Commands): (() => void) | null {
  if (event.altKey || event.defaultPrevented) return null;
  if (isOverlayOpen()) return null;
  if (event.ctrlKey || event.metaKey) {
    return event.key.toLowerCase() === 'k' && !event.shiftKey ? commands.onPalette : null;
  }
  return isTyping(event.target) ? null : singleKey(event.key, commands);
}

function singleKey(key: string, { onHelp, newScan, search }: Commands): (() => void) | null {
  switch (key) {
    case '/':
      // The start page's field takes URLs: `n` leads there, and a search to its own page.
      return location.pathname !== '/' && document.querySelector('[data-main-field]')
        ? focusMainField
        : search;
    case 'n':
      return newScan;
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
