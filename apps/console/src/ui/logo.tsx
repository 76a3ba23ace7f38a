/** The hood: something looks out of it, nobody looks in. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 32 32" fill="none">
      <path
        d="M16 2C8.6 6 5 12.4 5 19.6c0 4.3 1.5 7.9 3.9 10.4h14.2c2.4-2.5 3.9-6.1 3.9-10.4C27 12.4 23.4 6 16 2z"
        className="fill-accent"
      />
      <path
        d="M16 9.5c-4.4 2.3-6.4 5.9-6.4 10.1 0 2.8.9 5.2 2.4 6.9h8c1.500-1.700 2.400-4.100 2.400-6.900 0-4.200-2-7.800-6.400-10.100z"
        className="fill-bg"
      />
      <path
        d="M11.8 20.2h8.4"
        strokeWidth="2.2"
        strokeLinecap="round"
        className="stroke-accent-strong"
      />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="flex items-center gap-2 font-semibold text-base tracking-tight">
      <Logo size={22} />
      Webhood
    </span>
  );
}
