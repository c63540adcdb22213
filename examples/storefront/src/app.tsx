/** Who is signed in, and the frame around every page. */
import { useEffect, useMemo, useState } from "react";
import { Link, NavLink, Route, Routes } from "react-router";
import { Provider } from "urql";

import { Baskets } from "./basket";
import { makeClient } from "./client";
import type { Live } from "./live";
import { BenefitCentre } from "./pages/benefits";
import { CheckIn } from "./pages/checkin";
import { Checkout } from "./pages/checkout";
import { Home } from "./pages/home";
import { Ladder } from "./pages/ladder";
import { Rewards } from "./pages/rewards";
import { SignIn } from "./pages/sign-in";
import { Statement } from "./pages/statement";
import { Wallet } from "./pages/wallet";
import { WhyPage } from "./pages/why";
import { Icon } from "./parts/icons";
import { LiveBadge, LiveChanges } from "./parts/live";
import { NewsDot } from "./parts/news-dot";
import { Page } from "./parts/page";
import { Waiting } from "./parts/states";
import { Session } from "./session";
import { Shops, useShop } from "./shop";
import { useLanguage, useWords } from "./words";

const TABS = ["home", "benefits", "wallet", "rewards", "checkout", "checkin", "statement", "ladder"] as const;
const PATHS = {
  home: "/", benefits: "/benefits", wallet: "/wallet", rewards: "/rewards", checkout: "/checkout", checkin: "/check-in", statement: "/statement",
  ladder: "/tiers",
};
/** As many as a phone has room for; the home page leads to the others. */
const ON_A_PHONE = 5;

export function App() {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  const { language } = useLanguage();
  useEffect(() => {
    Session.restored().then(setSession, () => setSession(null));
  }, []);
  useEffect(() => {
    if (session) session.onEnd = () => setSession(null);
  }, [session]);
  if (session === undefined) return <Waiting />;
  if (session === null) return <SignIn onSession={setSession} />;
  return <SignedIn key={language} session={session} />;
}

function SignedIn({ session }: { session: Session }) {
  const { locale } = useLanguage();
  const { client, live } = useMemo(() => makeClient(session, locale), [session, locale]);
  return (
    <Provider value={client}>
      <Shops>
        <LiveChanges>
          <Baskets>
            <Frame session={session} live={live} />
          </Baskets>
        </LiveChanges>
      </Shops>
    </Provider>
  );
}

function Frame({ session, live }: { session: Session; live: Live }) {
  const words = useWords();
  return (
    <>
      <a className="skip" href="#content">
        {words.app.skip}
      </a>
      <header className="top">
        <Link to="/" className="shop-name">
          {useShop().name}
        </Link>
        <div className="tools">
          <LiveBadge live={live} />
          <LanguageButton />
          <button type="button" className="tool" aria-label={words.app.signOut} title={words.app.signOut} onClick={() => void session.signOut()}>
            <Icon name="out" size={20} />
          </button>
        </div>
      </header>
      <nav className="tabs" aria-label={words.app.pages}>
        <ul>
          {TABS.map((tab, place) => (
            <li key={tab} className={place < ON_A_PHONE ? undefined : "roomy"}>
              <NavLink to={PATHS[tab]} end={tab === "home"}>
                <Icon name={tab} />
                <span>{words.pages[tab]}</span>
                {tab === "benefits" && <NewsDot />}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" tabIndex={-1}>
        <Routes>
          <Route path="/" element={<Home />} />
          <Route path="/check-in" element={<CheckIn />} />
          <Route path="/benefits" element={<BenefitCentre />} />
          <Route path="/wallet/:tab?" element={<Wallet />} />
          <Route path="/rewards" element={<Rewards />} />
          <Route path="/checkout" element={<Checkout />} />
          <Route path="/statement/:kind?" element={<Statement />} />
          <Route path="/tiers" element={<Ladder />} />
          <Route path="/why/:what/:code" element={<WhyPage />} />
          <Route path="*" element={<Nowhere />} />
        </Routes>
      </main>
    </>
  );
}

let isSwitched = false;

export function LanguageButton() {
  const { language, words, choose } = useLanguage();
  const other = language === "en" ? "zh" : "en";
  useEffect(() => {
    isSwitched = false;
  }, []);
  function switchTo() {
    // the pages are made again in the other language, and the button keeps the focus
    isSwitched = true;
    choose(other);
  }
  return (
    <button type="button" className="tool word" lang={other} autoFocus={isSwitched} onClick={switchTo}>
      {words.app.language}
    </button>
  );
}

function Nowhere() {
  const { errors } = useWords();
  return (
    <Page title={errors.nowhere}>
      <Link to="/" className="button">
        {errors.back}
      </Link>
    </Page>
  );
}
