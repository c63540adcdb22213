import "@fontsource-variable/inter";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/parts.css";
import "./styles/pages.css";
import "./styles/offers.css";
import "./styles/checkout.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";

import { App } from "./app";
import { Languages } from "./words";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <Languages>
      <BrowserRouter>
        <App />
      </BrowserRouter>
    </Languages>
  </StrictMode>,
);
