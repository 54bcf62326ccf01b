import { useState } from "react";
import { api } from "../../api/endpoints";
import type { User } from "../../api/schema";
import { Menu } from "../../parts/dialog/menu";
import type { MenuItem } from "../../parts/dialog/menu";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useAct, useTellChanged } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { PhoneSetup, Phones } from "./phones";
import { PresenceDot } from "./presence";
import { SetPasswordDialog } from "./setPasswordDialog";
import { UserForm } from "./userForm";

/** The card of one user: state, details, phones. */
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
    const toggleBlock = (): Promise<boolean> =>
        act(async () => keep(await api.users.change(user, { isBlocked: !user.isBlocked })));
    const remove = (): Promise<void> =>
        askAndRemove({
            title: texts.users.removeTitle(name),
            text: texts.users.removeText,
            done: texts.users.removed(name),
            conflict: texts.users.removeConflict,
            objectKind: "user",
            remove: () => api.users.remove(user),
        });
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

    return (
        <Panel
            title={name}
            subtitle={
                <>
                    <span>
                        {[user.extension, `${user.login}@${user.domain}`].filter(Boolean).join(" · ")}
                    </span>
                    <PresenceDot user={user} />
                </>
            }
            back={back}
            closeLabel={texts.common.close}
            actions={
                <Menu
                    label={texts.common.more}
                    items={[
                        { title: texts.users.history, icon: "history", run: openHistory },
                        { title: texts.users.setPassword, icon: "key", run: () => setIsSettingPassword(true) },
                        ...(user.id === me.id ? [] : othersOnly),
                    ]}
                />
            }
        >
            <Phones user={user.id} />
            <UserForm key={user.version} user={user} onSaved={keep} onReset={loaded.reload} />
            {user.extension && <PhoneSetup user={user} />}
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
