import type { ScenarioMenu } from "../../api/scenarios";
import { Modal } from "../../parts/dialog/modal";
import { Button, IconButton } from "../../parts/form/button";
import { useTexts } from "../../texts";
import { menuTitle } from "./scenarioScheme";
import { usedAndUnused } from "./scenarioTree";

/** IVR-02: the menus of a scenario: those that callers come to, and those that wait for a branch. */
export function MenusDialog({
    menus,
    onOpen,
    onAdd,
    onRemove,
    onClose,
}: {
    menus: readonly ScenarioMenu[];
    onOpen: (menu: ScenarioMenu) => void;
    onAdd: () => void;
    onRemove: (menu: ScenarioMenu) => void;
    onClose: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.scenarios;
    const { used, unused } = usedAndUnused(menus);
    const list = (title: string, shown: readonly ScenarioMenu[]): JSX.Element => (
        <section className="section">
            <header>
                <h3>{title}</h3>
            </header>
            {shown.length === 0 && <p className="soft">{words.noUnused}</p>}
            <ul className="cards" aria-label={title}>
                {shown.map((menu) => {
                    const name = menuTitle(menus, menu, texts);
                    return (
                        <li key={menu.id} className="card">
                            <div>
                                <Button kind="quiet" onClick={() => onOpen(menu)}>
                                    {name}
                                </Button>
                            </div>
                            {menu !== menus[0] && (
                                <IconButton
                                    icon="trash"
                                    label={words.removeMenu(name)}
                                    onClick={() => onRemove(menu)}
                                />
                            )}
                        </li>
                    );
                })}
            </ul>
        </section>
    );
    return (
        <Modal title={words.menusTitle} onClose={onClose}>
            {list(words.usedMenus, used)}
            {list(words.unusedMenus, unused)}
            <div className="modal-actions">
                <Button onClick={onClose}>{texts.common.close}</Button>
                <Button kind="primary" icon="add" onClick={onAdd}>
                    {words.newMenu}
                </Button>
            </div>
        </Modal>
    );
}
