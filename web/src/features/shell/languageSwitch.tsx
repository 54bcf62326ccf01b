import { catalogues, languages, useSpeech } from "../../texts";
import { Icon } from "../../parts/page/icon";

/** The language of the app, kept in this browser. Each language is named in itself. */
export function LanguageSwitch(): JSX.Element {
    const { language, texts, setLanguage } = useSpeech();
    return (
        <label className="language">
            <Icon name="globe" />
            <span className="said">{texts.language.change}</span>
            <select
                value={language}
                onChange={(event) => {
                    const chosen = languages.find((each) => each === event.target.value);
                    if (chosen) setLanguage(chosen);
                }}
            >
                {languages.map((each) => (
                    <option key={each} value={each} lang={each}>
                        {catalogues[each].language.name}
                    </option>
                ))}
            </select>
        </label>
    );
}
