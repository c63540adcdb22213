/** Short facts in a row; what is not known or does not matter is left out. */
export function Facts({ facts }: { facts: readonly (string | false | null | undefined)[] }) {
  const told = facts.filter((text): text is string => !!text);
  if (told.length === 0) return null;
  return (
    <ul className="facts">
      {told.map((text, place) => (
        <li key={`${place} ${text}`}>{text}</li>
      ))}
    </ul>
  );
}
