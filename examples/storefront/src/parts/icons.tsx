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
  benefits: "m12 3.2 2.7 5.5 6 .9-4.4 4.2 1 6-5.3-2.8-5.3 2.8 1-6-4.4-4.2 6-.9z",
  rewards: "M4 11h16v9H4zm-1-4h18v4H3zm9 0v13M12 7S9 2.6 7.2 4.6C5.6 6.4 9 7 12 7zm0 0s3-4.4 4.8-2.4C18.4 6.4 15 7 12 7z",
  checkout: "M3.5 9.5h17L18.7 19a1.4 1.4 0 0 1-1.4 1.1H6.7A1.4 1.4 0 0 1 5.3 19zM8 9.5l3-6m5 6-3-6M9.5 13v3.5m5-3.5v3.5",
  ticket: "M3.5 7.5a1 1 0 0 1 1-1h15a1 1 0 0 1 1 1v2.6a2 2 0 0 0 0 3.8v2.6a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1v-2.6a2 2 0 0 0 0-3.8zM14 6.7v2m0 2.3v2m0 2.3v2",
  coin: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zm2.6-11.2c-.5-.8-1.4-1.2-2.6-1.2-1.6 0-2.7.8-2.7 2s1 1.6 2.7 1.9 2.7.8 2.7 2-1.1 2-2.7 2c-1.2 0-2.2-.5-2.7-1.3M12 6.6v1.5m0 7.9v1.4",
  truck: "M2.5 6.5h11v10h-11zm11 3.5h4.2l3.3 3.2v3.3h-7.5M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zm10 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  people: "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-6 8c.4-3.4 2.7-5.3 6-5.3s5.6 1.9 6 5.3M16 11.2a3 3 0 1 0-.6-5.9M17.2 14.3c2.2.6 3.5 2.3 3.8 5.2",
  crown: "m4 17.5-1-9.5 5 3.6L12 5l4 6.6L21 8l-1 9.5zm0 2.5h16",
  lock: "M6 10.5h12a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-7.5a1 1 0 0 1 1-1zm2 0V8a4 4 0 0 1 8 0v2.5M12 14.5v2",
  music: "M4 15v-2a8 8 0 0 1 16 0v2M4 15.5a1.5 1.5 0 0 1 1.5-1.5H7v6H5.5A1.5 1.5 0 0 1 4 18.5zm16 0a1.5 1.5 0 0 0-1.5-1.5H17v6h1.5a1.5 1.5 0 0 0 1.5-1.5z",
  pan: "M3 10h12v4a4 4 0 0 1-4 4H7a4 4 0 0 1-4-4zm12 1.5h6.5M7 4v2.5M11 4v2.5",
  dinner: "M7 3v18M4 3v4.5a3 3 0 0 0 6 0V3m7.5 0c-2 1.5-3 4-3 7v3h3zm0 10v8",
  travel: "M3 18h18M5.5 15l13.5-4a1.8 1.8 0 0 0-1-3.4L14 8.8 8 5.5l-2 .6 3.5 4-3.2 1-2-1.3-1.3.4z",
  phone: "M8 2.5h8a1 1 0 0 1 1 1v17a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-17a1 1 0 0 1 1-1zm3 16h2",
  plus: "M12 5.5v13M5.5 12h13",
  minus: "M5.5 12h13",
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
