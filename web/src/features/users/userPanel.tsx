import { useReducer, useState } from "react";
import { api } from "../../api/endpoints";
import { providers } from "../../api/providers";
import type { Passkey } from "../../api/access";
import type { User } from "../../api/schema";
import { useAsk } from "../../parts/dialog/asking";
import { Menu } from "../../parts/dialog/menu";
import type { MenuItem } from "../../parts/dialog/menu";
import { useTell } from "../../parts/dialog/notices";
import { Tabs } from "../../parts/form/tabs";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { UserSoundsSection } from "../calling/soundFields";
import { ForwardingSection } from "../forwarding/forwardingSection";
import { useSession } from "../session/session";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useAct, useTellChanged } from "../shell/useAct";
import { systemDomain, useChosenDomain } from "../shell/useChosenDomain";
import { MailboxSection } from "../voice/mailboxSection";
import { CallingForm } from "./callingForm";
import { OutgoingMark } from "./outgoingMark";
import { PhoneSetup, Phones } from "./phones";
import { PresenceDot } from "./presence";
import { SetPasswordDialog } from "./setPasswordDialog";
import { readTab, tabQuery, userTabs } from "./userCard";
import type { UserTab } from "./userCard";
import { UserForm } from "./userForm";
import { UserGroups } from "./userGroups";
import { UserJournal } from "./userJournal";

/** USR-05: the card of one user: state and groups above, the rest in parts of which the address names the open one. */
export function UserPanel({
    id,
    back,
    onChanged,
    onGone,
}: {
    id: string;
    back: string;
    onChanged: (user: User) => void;
    onGone: () => void;
}): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const askAndRemove = useRemoval(back, onGone);
    const act = useAct();
    const { me } = useSession();
    const tellChanged = useTellChanged();
    const domain = useChosenDomain();
    const [isSettingPassword, setIsSettingPassword] = useState(false);
    const loaded = useLoad(`user ${id}`, () => api.users.find(id));
    const links = useLoad(`provider links ${id}`, () => providers.links(id));
    const passkeys = useLoad(`passkeys ${id}`, () => api.users.passkeys(id));
    const factor = useLoad(`second factor ${id}`, () => api.users.secondFactor(id));
    const ask = useAsk();
    const tell = useTell();
    const [round, bump] = useReducer((former: number) => former + 1, 0);

    if (loaded.state !== "ready") {
        return <WaitingPanel title={texts.users.title} icon="people" back={back} loaded={loaded} />;
    }

    const user = loaded.value;
    const name = user.shownName || user.login;
    const keep = (changed: User): void => {
        loaded.set(changed);
        onChanged(changed);
        tellChanged(texts.users.saved(changed.shownName || changed.login), "user", () => {
            loaded.reload();
            onGone();
        });
    };
    /** The form shows how long the user's own phones ring: it is read anew when that is another time. */
    const onSchemeChanged = (): void => {
        bump();
        void api.users.find(id).then(
            (present) => {
                if (present.ringTimeSeconds !== user.ringTimeSeconds) loaded.set(present);
            },
            () => undefined,
        );
    };
    const toggleBlock = (): Promise<boolean> =>
        act(async () => keep(await api.users.change(user, { isBlocked: !user.isBlocked })));
    const remove = (): Promise<void> =>
        askAndRemove({
            title: texts.users.removeTitle(name),
            text: texts.users.removeText,
            done: texts.users.removed(name),
            objectKind: "user",
            remove: () => api.users.remove(user),
        });
    const switchOffCode = async (): Promise<void> => {
        const goesOn = await ask({
            title: texts.access.factor.ofUserTitle(name),
            text: texts.access.factor.ofUserText,
            goOn: texts.access.factor.switchOff,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn || !(await act(() => api.users.removeSecondFactor(user.id)))) return;
        tell({ text: texts.access.factor.switchedOff });
        factor.reload();
    };
    const ofCode: readonly MenuItem[] = factor.value?.isOn
        ? [{ title: texts.access.factor.ofUser, icon: "shield", run: () => void switchOffCode() }]
        : [];
    const removePasskey = async (passkey: Passkey): Promise<void> => {
        const goesOn = await ask({
            title: texts.passkeys.ofUserTitle(passkey.name, name),
            text: texts.passkeys.ofUserText,
            goOn: texts.common.remove,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn || !(await act(() => api.users.removePasskey(user.id, passkey.id)))) return;
        tell({ text: texts.passkeys.removed });
        passkeys.reload();
    };
    const ofPasskeys: readonly MenuItem[] = (passkeys.value?.items ?? []).map((passkey) => ({
        title: texts.passkeys.ofUser(passkey.name),
        icon: "shield",
        run: () => void removePasskey(passkey),
    }));
    const removeLinks = async (): Promise<void> => {
        const goesOn = await ask({
            title: texts.providers.forgetTitle(name),
            text: texts.providers.forgetText,
            goOn: texts.providers.forget,
            cancel: texts.common.cancel,
        });
        if (!goesOn || !(await act(() => providers.removeLinks(user.id)))) return;
        tell({ text: texts.providers.forgotten });
        links.reload();
    };
    const ofLinks: readonly MenuItem[] =
        (links.value?.items.length ?? 0) > 0
            ? [{ title: texts.providers.forget, icon: "key", run: () => void removeLinks() }]
            : [];
    // Nobody locks themselves out.
    const othersOnly: readonly MenuItem[] = [
        {
            title: user.isBlocked ? texts.users.unblock : texts.users.block,
            icon: "ban",
            run: () => void toggleBlock(),
        },
        { title: texts.common.remove, icon: "trash", isDangerous: true, run: () => void remove() },
    ];
    const openHistory = (): void =>
        router.go(
            writeAddress({ path: "/history", query: { user: user.id, ...(domain.isChoosable ? domain.query : {}) } }),
        );

    const duplicate = (): void =>
        router.go(
            writeAddress({ path: "/users/new", query: { copy: user.id, ...(domain.isChoosable ? domain.query : {}) } }),
        );

    // Administrators of the installation have neither groups nor calls.
    const hasCalls = user.domain !== systemDomain;
    const { path, query } = router.address;
    const tab = readTab(query);
    const tabLink = (chosen: UserTab): string => writeAddress({ path, query: tabQuery(query, chosen) });
    const forwarding = user.extension && (
        <ForwardingSection
            key={`${user.ringTimeSeconds} ${user.extension}`}
            owner={user}
            isOwn={false}
            round={round}
            onChanged={onSchemeChanged}
            onElsewhere={(part) => router.go(`${tabLink("calling")}#${part}`)}
        />
    );
    const main = (
        <>
            <UserForm key={user.version} user={user} onSaved={keep} onReset={loaded.reload} />
            <Phones user={user.id} />
            {user.extension && <PhoneSetup user={user} />}
            {forwarding}
        </>
    );

    return (
        <Panel
            title={name}
            subtitle={
                <>
                    <span>
                        {[user.extension, `${user.login}@${user.domain}`].filter(Boolean).join(" · ")}
                    </span>
                    <PresenceDot user={user} />
                    <OutgoingMark user={user} />
                </>
            }
            back={back}
            closeLabel={texts.common.close}
            isWide
            actions={
                <Menu
                    label={texts.common.more}
                    items={[
                        { title: texts.users.history, icon: "history", run: openHistory },
                        { title: texts.users.setPassword, icon: "key", run: () => setIsSettingPassword(true) },
                        { title: texts.usersTree.duplicate, icon: "copy", run: duplicate },
                        ...(user.id === me.id ? [] : [...ofCode, ...ofPasskeys, ...ofLinks, ...othersOnly]),
                    ]}
                />
            }
        >
            {hasCalls ? (
                <>
                    <UserGroups user={user} onChanged={onGone} />
                    <Tabs
                        label={texts.users.parts}
                        value={tab}
                        options={userTabs.map((value) => ({ value, title: texts.users.tabs[value] }))}
                        isHorizontal
                        onChange={(chosen) => {
                            if (chosen !== tab) router.go(tabLink(chosen));
                        }}
                    >
                        {tab === "main" && main}
                        {tab === "calling" && (
                            <>
                                {user.extension && <UserSoundsSection user={user} onChanged={bump} />}
                                {user.extension && (
                                    <MailboxSection owner={user} round={round} hasMessages={false} onChanged={bump} />
                                )}
                                <CallingForm key={user.version} user={user} onSaved={keep} />
                                {forwarding}
                            </>
                        )}
                        {tab === "journal" && <UserJournal user={user} />}
                    </Tabs>
                </>
            ) : (
                main
            )}
            {isSettingPassword && (
                <SetPasswordDialog
                    user={user}
                    onClose={(isSet) => {
                        setIsSettingPassword(false);
                        if (isSet) loaded.reload();
                    }}
                />
            )}
        </Panel>
    );
}
