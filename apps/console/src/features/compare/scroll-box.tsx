import type { ReactNode } from 'react';
import { cn } from '../../ui/class-names.ts';

type ScrollBoxProps = { children: ReactNode; className?: string };

/** A place of bounded height for something tall; reached by keyboard, so that arrows scroll it. */
export function ScrollBox({ children, className }: ScrollBoxProps) {
  const classes = cn('overflow-y-auto rounded-md border border-line bg-sunken', className);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <div tabIndex={0} className={classes}>
      {children}
    </div>
  );
}
