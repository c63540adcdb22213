/** A tier's emblem: one more facet with each rank, in the colour that the merchant gave the tier. */
const FALLBACK = ["#7a4a21", "#56616e", "#7a5c0f", "#3b4a63", "#1f4e79"];

export function colourOf(rank: number, attributes: unknown): string {
  const own = (attributes as { colour?: unknown } | null)?.colour;
  if (typeof own === "string" && /^#[0-9a-f]{6}$/i.test(own)) return own;
  return FALLBACK[Math.min(Math.max(rank, 1), FALLBACK.length) - 1] ?? "#56616e";
}

export function Emblem({ rank, size = 44 }: { rank: number; size?: number }) {
  const corners = Math.min(rank, 6) + 3;
  const points = Array.from({ length: corners }, (_, at) => {
    const angle = (2 * Math.PI * at) / corners - Math.PI / 2;
    return `${(24 + 17 * Math.cos(angle)).toFixed(2)},${(24 + 17 * Math.sin(angle)).toFixed(2)}`;
  });
  return (
    <svg aria-hidden="true" className="emblem" width={size} height={size} viewBox="0 0 48 48" fill="none">
      <circle cx="24" cy="24" r="22.5" stroke="currentColor" strokeOpacity="0.45" />
      <polygon points={points.join(" ")} fill="currentColor" fillOpacity="0.2" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />
      {points.map((point) => (
        <path key={point} d={`M24 24 ${point.replace(",", " ")}`} stroke="currentColor" strokeOpacity="0.6" strokeWidth="1.1" />
      ))}
    </svg>
  );
}
