/** The few drawings that the pages need. They say nothing that is not said in words. */
const PATHS = {
  home: "M3 11.2 12 4l9 7.2V20a1 1 0 0 1-1 1h-5v-6H9v6H4a1 1 0 0 1-1-1z",
  checkin: "M7 3v3m10-3v3M4 9h16M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zm4 9.5 2.2 2.2L15.5 12",
  wallet: "M4 7h15a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2h12v3m-.5 6.5h.01",
  statement: "M6 3h12v18l-3-2-3 2-3-2-3 2zm3.5 5h5m-5 4h5",
  ladder: "M4 20h4v-5h4v-5h4V5h4v15z",
  why: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm-2.6-11.2a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 1-1.3 1.9m0 2.7h.01",
  out: "M14 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h8m-3-8h10m-3.5-3.5L21 12l-3.5 3.5",
  check: "m5 12.5 4.5 4.5L19 7.5",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm0-14v5l3.2 2",
  gift: "M4 11h16v9H4zm-1-4h18v4H3zm9 0v13M12 7S9 2.6 7.2 4.6C5.6 6.4 9 7 12 7zm0 0s3-4.4 4.8-2.4C18.4 6.4 15 7 12 7z",
  next: "m9.5 6 6 6-6 6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
