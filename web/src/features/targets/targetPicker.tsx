import { useState } from "react";
import type { RouteTarget } from "../../api/scenarios";
import { Choice } from "../../parts/form/choice";
import { Tabs } from "../../parts/form/tabs";
import { useTexts } from "../../texts";
import type { Directory } from "./directory";
import { NumberTarget } from "./numberTargets";
import { GroupRows, ScenarioRows, UserRows } from "./targetRows";

type Tab = "user" | "group" | "scenario" | "voicemail" | "end" | "route" | "number";

const tabs: readonly Tab[] = ["user", "group", "scenario", "voicemail", "end", "route", "number"];

function tabOf(target: RouteTarget | null, directory: Directory | null): Tab {
    if (target === null) return "user";
    if (target.kind === "number" && directory?.routes.get(target.name ?? "")) return "route";
    return target.kind === "user-voicemail" || target.kind === "group-voicemail" ? "voicemail" : target.kind;
}

/** RTE-06: where to, by kind; users and groups that are missing are made over it. */
export function TargetPicker({
    domain,
    target,
    directory,
    error,
    onChoose,
}: {
    /** Whose users, groups and scenarios. */
    domain: string;
    target: RouteTarget | null;
    /** Knows which private route takes the number that is chosen. */
    directory: Directory | null;
    error: string | undefined;
    /** `null`: nothing that can be stored yet. `isDone`: nothing more is to be said about it. */
    onChoose: (target: RouteTarget | null, isDone: boolean) => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.targets;
    const [tab, setTab] = useState<Tab>(tabOf(target, directory));
    const [owner, setOwner] = useState<"user" | "group">(target?.kind === "group-voicemail" ? "group" : "user");
    const open = (chosen: Tab): void => {
        setTab(chosen);
        if (chosen === "end") onChoose({ kind: "end", name: null }, false);
    };
    const choose = (kind: RouteTarget["kind"]) => (name: string) => onChoose({ kind, name }, true);
    const chosen = (kind: RouteTarget["kind"]): string | null => (target?.kind === kind ? target.name : null);
    return (
        <div className="target-picker">
            <Tabs
                label={words.choose}
                value={tab}
                options={tabs.map((value) => ({ value, title: words.kinds[value] }))}
                onChange={open}
            >
                {tab === "user" && <UserRows domain={domain} chosen={chosen("user")} onChoose={choose("user")} />}
                {tab === "group" && <GroupRows domain={domain} chosen={chosen("group")} onChoose={choose("group")} />}
                {tab === "scenario" && (
                    <ScenarioRows domain={domain} chosen={chosen("scenario")} onChoose={choose("scenario")} />
                )}
                {tab === "voicemail" && (
                    <>
                        <Choice
                            label={words.kinds.voicemail}
                            value={owner}
                            options={[
                                { value: "user", title: words.users },
                                { value: "group", title: words.groups },
                            ]}
                            onChange={setOwner}
                        />
                        {owner === "user" ? (
                            <UserRows
                                domain={domain}
                                chosen={chosen("user-voicemail")}
                                onChoose={choose("user-voicemail")}
                            />
                        ) : (
                            <GroupRows
                                domain={domain}
                                chosen={chosen("group-voicemail")}
                                onChoose={choose("group-voicemail")}
                            />
                        )}
                    </>
                )}
                {tab === "end" && <p className="soft">{words.endHint}</p>}
                {(tab === "number" || tab === "route") && (
                    <NumberTarget
                        key={tab}
                        domain={domain}
                        number={chosen("number")}
                        isOfRoute={tab === "route"}
                        onChoose={onChoose}
                    />
                )}
            </Tabs>
            {error && (
                <p className="field-error" role="alert">
                    {error}
                </p>
            )}
        </div>
    );
}
