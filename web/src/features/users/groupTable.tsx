import { useId, useState } from "react";
import type { Group } from "../../api/scenarios";
import { TextField } from "../../parts/form/field";
import { Icon } from "../../parts/page/icon";
import { useTexts } from "../../texts";
import { foundGroups } from "./userTree";

/** From so many groups on a search stands above them. */
const many = 6;

/** Call-handling groups to choose from, with what tells them apart: how many are in them, and what becomes of a call. */
export function GroupTable({
    label,
    groups,
    chosen,
    isSingle = false,
    error,
    onChange,
}: {
    label: string;
    groups: readonly Group[];
    chosen: readonly string[];
    isSingle?: boolean;
    error: string | undefined;
    onChange: (chosen: readonly string[]) => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.usersTree;
    const id = useId();
    const [search, setSearch] = useState("");
    const found = foundGroups(groups, search);
    const choose = (group: string, isChosen: boolean): void => {
        if (isSingle) onChange([group]);
        else onChange(isChosen ? [...chosen, group] : chosen.filter((each) => each !== group));
    };
    return (
        <div className={error ? "field has-error" : "field"}>
            {groups.length >= many && (
                <TextField
                    label={words.findGroup}
                    type="search"
                    value={search}
                    onChange={setSearch}
                    onKeyDown={(event) => {
                        // It finds as one types: Enter would save the form.
                        if (event.key === "Enter") event.preventDefault();
                    }}
                />
            )}
            {groups.length > 0 && (
                <div className="group-table">
                    <table aria-label={label}>
                        <thead>
                            <tr>
                                <th scope="col">{words.group}</th>
                                <th scope="col">{texts.users.title}</th>
                                <th scope="col">{texts.users.extensionShort}</th>
                                <th scope="col" className="from-wide">
                                    {texts.groups.purpose}
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {found.map((group) => (
                                <tr key={group.id}>
                                    <th scope="row">
                                        <label>
                                            <input
                                                type={isSingle ? "radio" : "checkbox"}
                                                name={id}
                                                checked={chosen.includes(group.id)}
                                                aria-invalid={error !== undefined}
                                                aria-describedby={error ? `${id}-error` : undefined}
                                                onChange={(event) => choose(group.id, event.target.checked)}
                                            />
                                            {group.name}
                                        </label>
                                    </th>
                                    <td>{words.heading(group.members.length)}</td>
                                    <td>{group.extension ?? ""}</td>
                                    <td className="from-wide">{texts.groups.toEverybody(group.ringSeconds)}</td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                    {found.length === 0 && <p className="soft">{words.noSuchGroup}</p>}
                </div>
            )}
            {error && (
                <p className="field-error" id={`${id}-error`} role="alert">
                    <Icon name="alert" /> {error}
                </p>
            )}
        </div>
    );
}
