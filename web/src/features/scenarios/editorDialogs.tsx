import type { MenuKey, Scenario, ScenarioMenu } from "../../api/scenarios";
import { useAsk } from "../../parts/dialog/asking";
import { writeAddress } from "../../parts/routing/address";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { useAct } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { ActionDialog, actionFrom } from "./actionDialog";
import type { ActionValues } from "./actionDialog";
import { DigitDialog } from "./digitDialog";
import { MenuDialog } from "./menuDialog";
import { MenusDialog } from "./menusDialog";
import { NameDialog } from "../shell/nameDialog";
import { menuTitle, slotTitle } from "./scenarioScheme";
import { actionOf, branchesTo, freeKeys, newMenu } from "./scenarioTree";
import { withAction, withKeyMoved, withoutKey, withoutMenu } from "./scenarioTree";
import type { Slot } from "./scenarioTree";
import type { ScenarioChange } from "./useScenario";

/** The dialog that is open over the drawing. */
export type OpenDialog =
    | { readonly kind: "name" }
    | { readonly kind: "menus" }
    /** Without a menu: a new one. */
    | { readonly kind: "menu"; readonly menu: string | null }
    /** Without a key: one is chosen for a new branch. */
    | { readonly kind: "digit"; readonly menu: string; readonly key: MenuKey | null }
    | { readonly kind: "action"; readonly menu: string; readonly slot: Slot };

interface DialogsProps {
    readonly open: OpenDialog;
    readonly scenario: Scenario;
    readonly timeoutSeconds: number;
    readonly save: (change: ScenarioChange, said?: string) => Promise<void>;
    readonly onOpen: (open: OpenDialog | null) => void;
}

/** Everything that is changed in a scenario is changed in one of these. */
export function EditorDialogs(props: DialogsProps): JSX.Element | null {
    const { open, scenario, save, onOpen } = props;
    const texts = useTexts();
    const words = texts.scenarios;
    const close = (): void => onOpen(null);
    switch (open.kind) {
        case "name":
            return (
                <NameDialog
                    label={texts.scenarios.name}
                    title={words.rename}
                    submitTitle={texts.common.save}
                    name={scenario.name}
                    onSave={(name) => save({ name }).then(close)}
                    onClose={close}
                />
            );
        case "menus":
            return <Menus {...props} />;
        case "menu":
            return <EditedMenu {...props} id={open.menu} />;
        case "digit":
            return <Digit {...props} menu={open.menu} present={open.key} />;
        case "action":
            return <Action {...props} menu={open.menu} slot={open.slot} />;
    }
}

function Menus({ scenario, save, onOpen }: DialogsProps): JSX.Element {
    const texts = useTexts();
    const words = texts.scenarios;
    const ask = useAsk();
    const act = useAct();
    const remove = async (menu: ScenarioMenu): Promise<void> => {
        const goesOn = await ask({
            title: words.removeMenuTitle(menu.name),
            text: words.removeMenuText(branchesTo(scenario.menus, menu.id)),
            goOn: texts.common.remove,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn) return;
        const menus = withoutMenu(scenario.menus, menu.id);
        const isDone = await act(() => save({ menus }, words.menuRemoved(menu.name)));
        // With the main menu alone there is no list.
        if (isDone && menus.length === 1) onOpen(null);
    };
    return (
        <MenusDialog
            menus={scenario.menus}
            onOpen={(menu) => onOpen({ kind: "menu", menu: menu.id })}
            onAdd={() => onOpen({ kind: "menu", menu: null })}
            onRemove={(menu) => void remove(menu)}
            onClose={() => onOpen(null)}
        />
    );
}

function EditedMenu({ scenario, save, onOpen, id }: DialogsProps & { id: string | null }): JSX.Element {
    const { menus } = scenario;
    const menu = menus.find((each) => each.id === id) ?? null;
    const others = menus.filter((each) => each !== menu);
    return (
        <MenuDialog
            menu={menu}
            isMain={menu !== null && menu === menus[0]}
            domain={scenario.domain}
            taken={others.map(({ name }) => name)}
            onSave={async ({ name, prompt }) => {
                const changed = menu
                    ? menus.map((each) => (each === menu ? { ...menu, name, prompt } : each))
                    : [...menus, newMenu(menus, name, prompt)];
                await save({ menus: changed });
                onOpen(menu ? null : { kind: "menus" });
            }}
            onClose={() => onOpen(null)}
        />
    );
}

function Digit({
    scenario,
    save,
    onOpen,
    menu: id,
    present,
}: DialogsProps & { menu: string; present: MenuKey | null }): JSX.Element | null {
    const texts = useTexts();
    const words = texts.scenarios;
    const ask = useAsk();
    const act = useAct();
    const menu = scenario.menus.find((each) => each.id === id);
    if (!menu) return null;
    const title = menuTitle(scenario.menus, menu, texts);
    const close = (): void => onOpen(null);
    const saveAndClose = async (menus: Scenario["menus"], said?: string): Promise<void> => {
        if (await act(() => save({ menus }, said))) close();
    };
    if (present === null) {
        return (
            <DigitDialog
                title={words.chooseDigit}
                present={null}
                free={freeKeys(menu)}
                onChoose={(key) => onOpen({ kind: "action", menu: id, slot: key })}
                onClose={close}
            />
        );
    }
    const remove = async (): Promise<void> => {
        const goesOn = await ask({
            title: words.removeBranchTitle(present, title),
            text: words.removeBranchText,
            goOn: words.removeBranch,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (goesOn) await saveAndClose(withoutKey(scenario.menus, id, present), words.branchRemoved);
    };
    return (
        <DigitDialog
            title={words.digitTitle(present, title)}
            present={present}
            free={freeKeys(menu)}
            onChoose={(key) => void saveAndClose(withKeyMoved(scenario.menus, id, present, key))}
            onChangeAction={() => onOpen({ kind: "action", menu: id, slot: present })}
            onRemove={() => void remove()}
            onClose={close}
        />
    );
}

function Action({
    scenario,
    timeoutSeconds,
    save,
    onOpen,
    menu: id,
    slot,
}: DialogsProps & { menu: string; slot: Slot }): JSX.Element | null {
    const texts = useTexts();
    const words = texts.scenarios;
    const domain = useChosenDomain();
    const { menus } = scenario;
    const menu = menus.find((each) => each.id === id);
    if (!menu) return null;
    const keep = async (values: ActionValues): Promise<void> => {
        const made = newMenu(menus, values.menuName.trim(), values.menuPrompt);
        const isNewMenu = values.kind === "menu" && values.menu === "";
        const all = isNewMenu ? [...menus, made] : menus;
        await save({ menus: withAction(all, id, slot, actionFrom(values, made.id)) });
        onOpen(null);
    };
    const settings = writeAddress({ path: "/settings", query: domain.isChoosable ? domain.query : {} });
    return (
        <ActionDialog
            title={words.actionOf(slotTitle(slot, texts), menuTitle(menus, menu, texts))}
            note={
                slot === "timeout" && (
                    <p className="soft">
                        {words.timeoutElsewhere(timeoutSeconds)} <Link to={settings}>{words.change}</Link>
                    </p>
                )
            }
            action={actionOf(menu, slot) ?? null}
            domain={scenario.domain}
            menus={menus.map((each) => ({ id: each.id, title: menuTitle(menus, each, texts) }))}
            onSave={keep}
            onClose={() => onOpen(null)}
        />
    );
}
