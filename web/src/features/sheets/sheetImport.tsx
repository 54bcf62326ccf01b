import { useState } from "react";
import { Problem } from "../../api/problem";
import type { PreviewedRow, SheetDoor, SheetPreview } from "../../api/sheets";
import { Modal } from "../../parts/dialog/modal";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { FilePicker } from "../../parts/form/filePicker";
import { useWork } from "../../parts/form/useWork";
import { Badge } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { Downloads } from "./downloads";
import { rowTitle, shownRows } from "./previewedRows";
import "./sheets.css";

interface Found {
    readonly file: File;
    readonly preview: SheetPreview;
}

/** A button that takes a list from a file: looked at row by row before anything is made (USR-04, ADR-02). */
export function SheetImport({
    title,
    door,
    onCreated,
}: {
    title: string;
    door: SheetDoor;
    onCreated: () => void;
}): JSX.Element {
    const words = useTexts().sheets;
    const [isOpen, setIsOpen] = useState(false);
    return (
        <>
            <Button icon="add" onClick={() => setIsOpen(true)}>
                {words.load}
            </Button>
            {isOpen && (
                <ImportDialog
                    title={title}
                    door={door}
                    onClose={() => setIsOpen(false)}
                    onCreated={() => {
                        setIsOpen(false);
                        onCreated();
                    }}
                />
            )}
        </>
    );
}

function ImportDialog({
    title,
    door,
    onClose,
    onCreated,
}: {
    title: string;
    door: SheetDoor;
    onClose: () => void;
    onCreated: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.sheets;
    const tell = useTell();
    const [found, setFound] = useState<Found | null>(null);
    const { isBusy, failure, run } = useWork((problem) => explain(texts, problem));
    const foreign = (problem: unknown): string | null =>
        problem instanceof Problem && ["conflict", "too-large"].includes(problem.code) ? words.unreadable : null;
    const look = (file: File): Promise<void> =>
        run(async () => {
            setFound(null);
            setFound({ file, preview: await door.preview(file) });
        }, foreign);
    const create = ({ file }: Found): Promise<void> =>
        run(async () => {
            const { created } = await door.create(file);
            tell({ text: words.created(created) });
            onCreated();
        });
    return (
        <Modal title={title} isWide onClose={onClose}>
            <div className="sheet-import">
                <p className="soft">{words.hint}</p>
                <div className="button-row">
                    <Downloads title={words.template} address={door.template} />
                    <FilePicker
                        label={words.choose}
                        accept=".xlsx,.csv,text/csv"
                        kind={found ? "plain" : "primary"}
                        isBusy={isBusy}
                        onFile={(file) => void look(file)}
                    >
                        {found ? words.another : words.choose}
                    </FilePicker>
                </div>
                {failure !== "" && (
                    <p className="form-failure" role="alert">
                        {failure}
                    </p>
                )}
                {found && <Rows preview={found.preview} />}
            </div>
            <div className="modal-actions">
                <Button onClick={onClose}>{texts.common.cancel}</Button>
                {found && found.preview.ready > 0 && (
                    <Button kind="primary" isBusy={isBusy} onClick={() => void create(found)}>
                        {words.create(found.preview.ready)}
                    </Button>
                )}
            </div>
        </Modal>
    );
}

function Rows({ preview }: { preview: SheetPreview }): JSX.Element {
    const words = useTexts().sheets;
    const { rows, moreReady } = shownRows(preview.rows);
    return (
        <>
            <p role="status">{words.counts(preview.found, preview.ready, preview.wrong)}</p>
            {preview.newGroups && preview.newGroups.length > 0 && (
                <p>{words.newGroups(preview.newGroups.slice(0, 20).join(", "))}</p>
            )}
            {preview.ready === 0 && <p>{words.nothingReady}</p>}
            {/* Longer than the dialog as a rule: it is scrolled by keyboard as well. */}
            <ul className="sheet-rows" tabIndex={0} aria-label={words.rows}>
                {rows.map((row) => (
                    <RowLine key={row.row} row={row} />
                ))}
            </ul>
            {moreReady > 0 && <p className="soft">{words.moreReady(moreReady)}</p>}
        </>
    );
}

function RowLine({ row }: { row: PreviewedRow }): JSX.Element {
    const words = useTexts().sheets;
    const said = row.problems.map(({ field, code }) => `${words.fields[field] ?? field}: ${words.problems[code]}`);
    return (
        <li>
            <span>
                <span className="soft">{words.row(row.row)}</span> {rowTitle(row)}
            </span>
            <Badge tone={row.isReady ? "good" : "bad"}>{said.join("; ") || words.ready}</Badge>
        </li>
    );
}
