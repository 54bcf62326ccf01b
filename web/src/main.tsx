import { createRoot } from "react-dom/client";
import { App } from "./app";
import "./theme.css";
import "./parts/form/form.css";
import "./parts/table/table.css";
import "./parts/dialog/dialog.css";
import "./parts/page/page.css";
import "./features/shell/shell.css";
import "./features/history/history.css";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
