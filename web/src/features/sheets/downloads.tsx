import { sheetForms } from "../../api/sheets";
import type { SheetForm } from "../../api/sheets";
import { useSpeech } from "../../texts";

/** What stands there as a file: a link for each form. */
export function Downloads({
    title,
    address,
}: {
    title: (form: SheetForm) => string;
    address: (form: SheetForm, language: string) => string;
}): JSX.Element {
    const { language } = useSpeech();
    return (
        <>
            {sheetForms.map((form) => (
                <a key={form} className="button plain" href={address(form, language)} download>
                    {title(form)}
                </a>
            ))}
        </>
    );
}
