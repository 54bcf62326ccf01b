import { Problem } from "../../api/problem";
import { privateRoutes } from "../../api/privateRoutes";
import type { PrivateRoute } from "../../api/privateRoutes";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { checkName, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCreate } from "../shell/useCreate";
import {
    checkConnection,
    connectionBody,
    ConnectionFields,
    connectionOf,
    connectionSentences,
    withFieldOfForm,
} from "../trunks/trunkConnection";
import type { Connection } from "../trunks/trunkConnection";
import { routeName } from "./routeName";

interface Values extends Connection {
    readonly shownName: string;
}

/** How many names are tried for a route before somebody is told. */
const mostAttempts = 9;

/** TRK-01: the system administrator joins an office PBX with a domain; the company decides the rest. */
export function NewRouteForm({ back, onSaved }: { back: string; onSaved: (route: PrivateRoute) => void }): JSX.Element {
    const texts = useTexts();
    const words = texts.privateRoutes;
    const create = useCreate();
    const domain = useChosenDomain();
    const form = useForm<Values>({
        initial: { shownName: "", ...connectionOf(null, "address") },
        check: (values) => ({
            shownName: checkRequired(values.shownName, texts) ?? checkName(values.shownName, texts),
            ...checkConnection({ ...values, name: routeName(values.shownName, domain.id) }, false, texts),
        }),
        save: async (values) => {
            const shownName = values.shownName.trim();
            for (let attempt = 1; ; attempt += 1) {
                const body = { ...connectionBody(values), name: routeName(shownName, domain.id, attempt), shownName };
                try {
                    onSaved(await create((key) => privateRoutes.add(domain.id, body, key)));
                    return;
                } catch (problem) {
                    // Two offices of a company may be called the same.
                    const isTaken = problem instanceof Problem && problem.code === "taken" && problem.field === "name";
                    if (!isTaken || attempt === mostAttempts) throw problem;
                }
            }
        },
        explain: (problem) =>
            explainForm<Values>(texts, withFieldOfForm(problem), {
                ...connectionSentences(texts),
                shownName: texts.checks.name,
            }),
    });
    return (
        <CardForm form={form} submitTitle={words.create} back={back} isNew>
            <TextField
                label={words.name}
                hint={words.nameHint}
                value={form.values.shownName}
                error={form.errors.shownName}
                onChange={(value) => form.set("shownName", value)}
                maxLength={100}
            />
            <Section title={words.connection}>
                <div className="form">
                    <ConnectionFields form={form} hasPassword={false} words={words.office} />
                </div>
            </Section>
        </CardForm>
    );
}
