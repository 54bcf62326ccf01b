import { createRoot } from "react-dom/client";
import "./theme.css";
import "./parts/form/form.css";
import "./parts/form/choices.css";
import "./parts/form/lists.css";
import "./parts/table/table.css";
import "./parts/dialog/dialog.css";
import "./parts/page/page.css";
import "./parts/page/cards.css";
import "./parts/scheme/scheme.css";
import "./features/shell/shell.css";
import "./features/history/history.css";
import "./features/recordings/recordings.css";
import "./features/lines/lines.css";
import "./features/schedules/schedules.css";
// The pages bring their own after what all share.
import { App } from "./app";
import "./print.css";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
