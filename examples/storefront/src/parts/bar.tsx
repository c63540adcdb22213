/** How far something has come. `fraction` is a Decimal from 0 to 1. */
export function Bar({ fraction, label }: { fraction: string; label: string }) {
  const percent = Math.min(100, Math.floor(Number(fraction) * 100));
  return (
    <div className="bar" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <span style={{ width: `${Math.max(2, percent)}%` }} />
    </div>
  );
}
