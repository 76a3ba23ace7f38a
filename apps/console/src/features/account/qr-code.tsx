import qrcode from 'qrcode-generator';

/** Blank modules around it that readers need (ISO/IEC 18004). */
const QUIET = 4;
/** 0: the smallest that fits. */
const ANY_VERSION = 0;

/** Drawn here: nobody else hears what it says. Dark on light in both themes, as readers expect. */
export function QrCode({ value, label }: { value: string; label: string }) {
  const code = qrcode(ANY_VERSION, 'M');
  code.addData(value);
  code.make();
  const count = code.getModuleCount();
  const size = count + 2 * QUIET;
  const indices = Array.from({ length: count }, (_, i) => i);
  const path = indices
    .flatMap((row) =>
      indices
        .filter((column) => code.isDark(row, column))
        .map((column) => `M${column + QUIET} ${row + QUIET}h1v1h-1z`),
    )
    .join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-48 rounded-md"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
