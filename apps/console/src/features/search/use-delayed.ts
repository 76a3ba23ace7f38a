import { useEffect, useState } from 'react';

type Asked = { q: string; at: number } | null;

/** The value once it has stayed the same for so long; `null` at once. */
export function useDelayed(value: Asked, afterMs: number): Asked {
  const [settled, setSettled] = useState<Asked>(null);
  const q = value?.q;
  const at = value?.at;
  useEffect(() => {
    if (q === undefined || at === undefined) {
      setSettled(null);
      return;
    }
    const timer = setTimeout(() => setSettled({ q, at }), afterMs);
    return () => clearTimeout(timer);
  }, [q, at, afterMs]);
  return settled;
}
