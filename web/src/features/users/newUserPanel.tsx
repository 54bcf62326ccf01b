import { api } from "../../api/endpoints";
import type { UserPatch } from "../../api/endpoints";
import { all, groups } from "../../api/scenarios";
import type { Group } from "../../api/scenarios";
import type { PickupGroup, Role, User } from "../../api/schema";
import { changeOne } from "../../api/userBulk";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Empty, Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";
import {
    checkEmail,
    checkExtension,
    checkName,
    checkNewLogin,
    checkPassword,
    checkRequired,
} from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { WaitingPanel } from "../shell/objectPanel";
import { useAct, useTellChanged } from "../shell/useAct";
import { systemDomain, useChosenDomain } from "../shell/useChosenDomain";
import { useCreate } from "../shell/useCreate";
import { explainUnmailed } from "./explainUnmailed";
import { outgoingLines } from "./outgoingNumberField";
import { GroupsOfNewUser } from "./groupsOfNewUser";
import type { GroupChoice } from "./groupsOfNewUser";
import { PasswordField } from "./passwordField";

interface Values extends GroupChoice {
    readonly shownName: string;
    readonly position: string;
    readonly login: string;
    readonly extension: string;
    readonly password: string;
    readonly email: string;
    readonly role: Role;
    readonly isOperator: boolean;
    readonly sendCredentials: boolean;
}

const empty: Values = {
    shownName: "",
    position: "",
    login: "",
    extension: "",
    password: "",
    email: "",
    role: "user",
    isOperator: false,
    sendCredentials: false,
    groups: [],
    newGroups: [],
    groupDraft: null,
};

/** What the card begins with. */
interface Beginning {
    /** Who is copied. */
    readonly model: User | null;
    /** The call-handling groups of the domain. */
    readonly groups: readonly Group[];
    /** The extension that is offered. */
    readonly extension: string;
}

interface NewUserProps {
    readonly back: string;
    readonly onAdded: (user: User) => void;
}

/** The card of a user to be made; with `copy` after another one (USR-05). */
export function NewUserPanel({ copy, ...props }: NewUserProps & { copy: string }): JSX.Element {
    const texts = useTexts();
    const { id } = useChosenDomain();
    const loaded = useLoad<Beginning>(`new in ${id} as ${copy}`, async () => {
        const model = copy === "" ? null : await modelOf(copy);
        // Administrators of the installation have neither groups nor phones.
        if (id === "" || id === systemDomain) return { model, groups: [], extension: "" };
        const [known, free] = await Promise.all([
            all<Group>((cursor) => groups.page(id, cursor)),
            api.users.freeExtension(id),
        ]);
        return { model, groups: known, extension: free.extension ?? "" };
    });
    if (loaded.state !== "ready") {
        return <WaitingPanel title={texts.users.addTitle} icon="people" back={props.back} loaded={loaded} />;
    }
    return <NewUser {...props} {...loaded.value} />;
}

/** Whom a copy is made after; a number that is none of the domain's any more is not taken over. */
async function modelOf(copy: string): Promise<User> {
    const model = await api.users.find(copy);
    if (model.callerID === null) return model;
    const lines = await outgoingLines(model.domain);
    return lines.some(({ number }) => number === model.callerID) ? model : { ...model, callerID: null };
}

/** What a copy has in common with its model; name, number and sign-in are its own. */
function settingsOf(model: User): UserPatch {
    const { ringTimeSeconds, callerID, recordsCalls, controlsRecording } = model;
    const { outgoing, takesSecondCall, withholdsNumber } = model;
    return {
        ringTimeSeconds,
        callerID,
        recordsCalls,
        controlsRecording,
        outgoing,
        takesSecondCall,
        withholdsNumber,
    };
}

/** Puts a user into the pickup group of another one. */
async function joinPickupGroupOf(model: User, user: User): Promise<void> {
    const pickup = await all<PickupGroup>((cursor) => api.pickupGroups.page({ domain: model.domain, cursor }, undefined));
    const own = pickup.find(({ members }) => members.includes(model.id));
    if (own) await changeOne(user.id, { operation: "set-pickup-group", group: own.id });
}

/** USR-03: one group at least; one that is being named is none yet. */
function checkGroups({ groups, newGroups, groupDraft }: GroupChoice, texts: Texts): string | undefined {
    if (groupDraft !== null) return texts.usersTree.finishGroup;
    return groups.length + newGroups.length === 0 ? texts.usersTree.chooseGroups : undefined;
}

function NewUser({ back, model, groups: known, extension: free, onAdded }: NewUserProps & Beginning): JSX.Element {
    const texts = useTexts();
    const act = useAct();
    const domain = useChosenDomain();
    const isSystem = domain.id === systemDomain;
    const create = useCreate();
    const tellChanged = useTellChanged();

    const form = useForm<Values>({
        initial: {
            ...empty,
            shownName: model ? texts.usersTree.copyOf(model.shownName || model.login) : "",
            extension: free,
            groups: model ? known.filter(({ members }) => members.includes(model.id)).map(({ id }) => id) : [],
            isOperator: model?.isOperator ?? false,
            role: model?.role ?? (isSystem ? "system-administrator" : "user"),
        },
        check: (values) => ({
            login: checkNewLogin(values.login, texts),
            password: checkPassword(values.password, texts),
            extension: checkExtension(values.extension, texts),
            shownName: checkRequired(values.shownName, texts) ?? checkName(values.shownName, texts),
            position: checkName(values.position, texts),
            email:
                values.sendCredentials && values.email === ""
                    ? texts.access.credentials.noEmail
                    : checkEmail(values.email, texts),
            groups: isSystem ? undefined : checkGroups(values, texts),
        }),
        save: async ({ groupDraft, ...values }) => {
            const own = { ...values, extension: values.extension || null, email: values.email || null };
            const draft = { ...(model ? settingsOf(model) : {}), ...own };
            const user = await create((key) => api.users.add(domain.query.domain, draft, key));
            if (model) await act(() => joinPickupGroupOf(model, user));
            tellChanged(texts.users.added(user.shownName || user.login), "user", () => undefined);
            onAdded(user);
        },
        explain: (problem) =>
            explainUnmailed(texts, problem) ?? explainForm<Values>(texts, problem, {
                login: texts.checks.newLogin,
                password: texts.checks.password,
                extension: texts.checks.extension,
                shownName: texts.checks.name,
                position: texts.checks.name,
                email: texts.checks.email,
                groups: texts.usersTree.chooseGroups,
                newGroups: texts.checks.name,
                isOperator: texts.users.isOperatorRefused,
            }),
    });
    const chooseGroups = (change: Partial<GroupChoice>): void => {
        if (change.groups) form.set("groups", change.groups);
        if (change.newGroups) form.set("newGroups", change.newGroups);
        if (change.groupDraft !== undefined) form.set("groupDraft", change.groupDraft);
        // Whatever was wrong with the groups is looked at again with the next attempt.
        if (!change.groups) form.set("groups", form.values.groups);
    };

    const roles = (isSystem ? (["system-administrator"] as const) : (["user", "domain-administrator"] as const)).map(
        (role) => ({ value: role, title: texts.roles[role] }),
    );
    return (
        <Panel title={texts.users.addTitle} subtitle={domain.id} back={back} closeLabel={texts.common.close}>
            {domain.id === "" ? (
                <Empty icon="building" title={texts.users.chooseDomain} text={texts.users.chooseDomainText} />
            ) : (
                <CardForm form={form} submitTitle={texts.users.create} back={back} isNew>
                    {model && <p className="soft">{texts.usersTree.copyHint(model.shownName || model.login)}</p>}
                    <TextField
                        label={texts.users.name}
                        value={form.values.shownName}
                        error={form.errors.shownName}
                        onChange={(value) => form.set("shownName", value)}
                        autoComplete="off"
                    />
                    <TextField
                        label={texts.users.position}
                        value={form.values.position}
                        error={form.errors.position}
                        onChange={(value) => form.set("position", value)}
                        autoComplete="off"
                    />
                    <div className="form-pair">
                        <TextField
                            label={texts.users.login}
                            value={form.values.login}
                            error={form.errors.login}
                            onChange={(value) => form.set("login", value.toLowerCase())}
                            autoCapitalize="none"
                            maxLength={64}
                        />
                        {!isSystem && (
                            <TextField
                                label={texts.users.extension}
                                value={form.values.extension}
                                error={form.errors.extension}
                                onChange={(value) => form.set("extension", value)}
                                inputMode="numeric"
                                maxLength={5}
                            />
                        )}
                    </div>
                    <p className="field-hint">
                        {texts.users.loginHint} {!isSystem && texts.users.extensionHint}
                    </p>
                    <PasswordField
                        label={texts.users.password}
                        hint={texts.users.passwordHint}
                        value={form.values.password}
                        error={form.errors.password}
                        onChange={(value) => form.set("password", value)}
                    />
                    <TextField
                        label={texts.users.email}
                        note={texts.common.optional}
                        type="email"
                        value={form.values.email}
                        error={form.errors.email}
                        onChange={(value) => form.set("email", value)}
                    />
                    <SwitchField
                        label={texts.access.credentials.send}
                        hint={texts.access.credentials.sendHint}
                        value={form.values.sendCredentials}
                        onChange={(value) => form.set("sendCredentials", value)}
                    />
                    {!isSystem && (
                        <GroupsOfNewUser
                            groups={known}
                            value={form.values}
                            error={form.errors.groups ?? form.errors.newGroups}
                            onChange={chooseGroups}
                        />
                    )}
                    <SelectField
                        label={texts.users.role}
                        value={form.values.role}
                        options={roles}
                        onChange={(value) => form.set("role", value)}
                    />
                    {!isSystem && (
                        <SwitchField
                            label={texts.users.isOperator}
                            hint={texts.users.isOperatorHint}
                            value={form.values.isOperator}
                            error={form.errors.isOperator}
                            onChange={(value) => form.set("isOperator", value)}
                        />
                    )}
                </CardForm>
            )}
        </Panel>
    );
}
