/** A page: its heading takes the focus, so that a reader who hears it knows where he is. */
import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "react-router";

import { useShop } from "../shop";
import { useWords } from "../words";
import { Icon } from "./icons";

let seen: string | undefined;

export function Page({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { name } = useShop();
  const { key } = useLocation();
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  useEffect(() => {
    if (seen !== undefined && seen !== key) heading.current?.focus();
    seen = key;
  }, [key]);
  return (
    <>
      <div className="intro">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {text && <p className="quiet">{text}</p>}
      </div>
      {children}
    </>
  );
}

export function Section({ title, id, aside, children }: { title: string; id: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="section">
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** A link to the reason. `about` says of what, for those who hear it without seeing where it stands. */
export function Why({ to, about }: { to: string; about: string }) {
  const { app } = useWords();
  return (
    <Link className="why" to={`/why/${to}`} aria-label={`${app.why} ${about}`}>
      <Icon name="why" size={16} />
      {app.why}
    </Link>
  );
}
