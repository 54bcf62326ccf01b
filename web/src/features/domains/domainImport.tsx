import { useState } from "react";
import { domainFiles, presentCounts } from "../../api/domainFiles";
import type { DomainMade, DomainPreview, ImportWish } from "../../api/domainFiles";
import { Modal } from "../../parts/dialog/modal";
import { Button } from "../../parts/form/button";
import { SwitchField, TextField } from "../../parts/form/field";
import { FilePicker } from "../../parts/form/filePicker";
import { useWork } from "../../parts/form/useWork";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import "../sheets/sheets.css";

/** A domain from its file: looked at before anything is made, all of it or nothing. */
export function DomainImport({ onMade }: { onMade: () => void }): JSX.Element {
    const words = useTexts().sheets.domain;
    const [isOpen, setIsOpen] = useState(false);
    return (
        <>
            <Button icon="add" onClick={() => setIsOpen(true)}>
                {words.load}
            </Button>
            {isOpen && <ImportDialog onMade={onMade} onClose={() => setIsOpen(false)} />}
        </>
    );
}

function ImportDialog({ onMade, onClose }: { onMade: () => void; onClose: () => void }): JSX.Element {
    const texts = useTexts();
    const words = texts.sheets.domain;
    const [file, setFile] = useState<File | null>(null);
    const [wish, setWish] = useState<ImportWish>({ name: "", withoutLines: false });
    const [preview, setPreview] = useState<DomainPreview | null>(null);
    const [made, setMade] = useState<DomainMade | null>(null);

    const { isBusy, failure, run } = useWork((problem) => explain(texts, problem));

    const look = (chosen: File): Promise<void> =>
        run(async () => {
            setFile(chosen);
            setPreview(null);
            setPreview(await domainFiles.preview(chosen, wish));
        });
    // Whatever is wished otherwise has to be looked at again.
    const change = (changed: Partial<ImportWish>): void => {
        setWish({ ...wish, ...changed });
        setPreview(null);
    };
    const create = (chosen: File): Promise<void> =>
        run(async () => {
            setMade(await domainFiles.create(chosen, wish));
            onMade();
        });
    if (made) return <MadeDialog made={made} onClose={onClose} />;
    return (
        <Modal title={words.title} isWide onClose={onClose}>
            <div className="sheet-import">
                <p className="soft">{words.hint}</p>
                <TextField
                    label={words.name}
                    hint={words.nameHint}
                    value={wish.name}
                    onChange={(name) => change({ name: name.trim().toLowerCase() })}
                />
                <SwitchField
                    label={words.withoutLines}
                    hint={words.withoutLinesHint}
                    value={wish.withoutLines}
                    onChange={(withoutLines) => change({ withoutLines })}
                />
                <div className="button-row">
                    <FilePicker
                        label={texts.sheets.choose}
                        accept=".yaml,.yml"
                        kind={file ? "plain" : "primary"}
                        isBusy={isBusy}
                        onFile={(chosen) => void look(chosen)}
                    >
                        {file ? texts.sheets.another : texts.sheets.choose}
                    </FilePicker>
                    {file && !preview && (
                        <Button kind="primary" isBusy={isBusy} onClick={() => void look(file)}>
                            {words.look(file.name)}
                        </Button>
                    )}
                </div>
                {failure !== "" && (
                    <p className="form-failure" role="alert">
                        {failure}
                    </p>
                )}
                {preview && <Previewed preview={preview} />}
            </div>
            <div className="modal-actions">
                <Button onClick={onClose}>{texts.common.cancel}</Button>
                {file && preview?.isReady && (
                    <Button kind="primary" isBusy={isBusy} onClick={() => void create(file)}>
                        {words.create(preview.domain ?? "")}
                    </Button>
                )}
            </div>
        </Modal>
    );
}

function Previewed({ preview }: { preview: DomainPreview }): JSX.Element {
    const words = useTexts().sheets.domain;
    if (preview.isReady) {
        const counts = presentCounts(preview.counts).map(([kind, count]) => `${words.kinds[kind]} — ${count}`);
        return (
            <div role="status">
                <p>{words.wouldMake(preview.domain ?? "", counts.join(", "))}</p>
                {preview.newPasswords > 0 && <p>{words.newPasswords(preview.newPasswords)}</p>}
                {preview.routesWithoutPassword.map((route) => (
                    <p key={route}>{words.routeIsOff(route)}</p>
                ))}
            </div>
        );
    }
    return (
        <>
            <p role="status">{words.problems(preview.problems.length)}</p>
            <ul className="sheet-rows" tabIndex={0} aria-label={words.problemList}>
                {preview.problems.map((problem) => (
                    <li key={`${problem.line} ${problem.path} ${problem.message}`}>
                        <span>
                            {problem.line !== null && <span className="soft">{words.line(problem.line)} </span>}
                            <code>{problem.path}</code>
                        </span>
                        <span>{problem.message}</span>
                    </li>
                ))}
            </ul>
        </>
    );
}

function MadeDialog({ made, onClose }: { made: DomainMade; onClose: () => void }): JSX.Element {
    const texts = useTexts();
    const words = texts.sheets.domain;
    return (
        <Modal title={words.made(made.domain)} isWide onClose={onClose}>
            {made.passwords.length > 0 && (
                <div className="sheet-import">
                    <p>{words.passwords}</p>
                    <ul className="sheet-rows" tabIndex={0} aria-label={words.passwordList}>
                        {made.passwords.map(({ login, password }) => (
                            <li key={login}>
                                <span>{login}</span>
                                <code>{password}</code>
                            </li>
                        ))}
                    </ul>
                </div>
            )}
            <div className="modal-actions">
                <Button kind="primary" onClick={onClose}>
                    {texts.common.close}
                </Button>
            </div>
        </Modal>
    );
}
