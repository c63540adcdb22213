/** A number that lights up when it changes under the reader's eyes. */
import { useEffect, useRef, useState } from "react";

export function Figure({ value, name }: { value: string; name?: string }) {
  const before = useRef(value);
  const [changes, count] = useState(0);
  useEffect(() => {
    if (before.current !== value) count((times) => times + 1);
    before.current = value;
  }, [value]);
  return (
    <span key={changes} className={changes ? "figure fresh" : "figure"} data-figure={name}>
      {value}
    </span>
  );
}
