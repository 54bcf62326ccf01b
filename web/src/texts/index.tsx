import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { briefMoment, shownDate, shownMoment } from "../parts/format/moment";
import type { Language } from "../parts/format/moment";
import type { Zone } from "../parts/format/zone";
import { en } from "./en";
import { ru } from "./ru";
import type { Texts } from "./ru";

export type { Texts } from "./ru";
export type { Language } from "../parts/format/moment";

export const languages: readonly Language[] = ["ru", "en"];
export const catalogues: Readonly<Record<Language, Texts>> = { ru, en };

const storageKey = "martlet.language";

interface Speech {
    readonly language: Language;
    readonly texts: Texts;
    setLanguage(language: Language): void;
    /** What times are shown in; undefined: as the browser's clock shows them. */
    readonly zone: Zone;
    setZone(zone: Zone): void;
}

const SpeechContext = createContext<Speech | null>(null);

/** The language chosen in this browser before, else the browser's own, else Russian. */
function firstLanguage(): Language {
    const kept = window.localStorage.getItem(storageKey);
    const chosen = languages.find((language) => language === kept);
    if (chosen) return chosen;
    return window.navigator.language.startsWith("en") ? "en" : "ru";
}

export function SpeechProvider({ children }: { children: ReactNode }): JSX.Element {
    const [language, set] = useState(firstLanguage);
    const [zone, setZone] = useState<Zone>(undefined);
    useEffect(() => {
        document.documentElement.lang = language;
    }, [language]);
    const setLanguage = useCallback((chosen: Language) => {
        window.localStorage.setItem(storageKey, chosen);
        set(chosen);
    }, []);
    const speech = useMemo(
        () => ({ language, texts: catalogues[language], setLanguage, zone, setZone }),
        [language, setLanguage, zone],
    );
    return <SpeechContext.Provider value={speech}>{children}</SpeechContext.Provider>;
}

export function useSpeech(): Speech {
    const speech = useContext(SpeechContext);
    if (!speech) throw new Error("useSpeech outside of SpeechProvider");
    return speech;
}

export function useTexts(): Texts {
    return useSpeech().texts;
}

/** The time zone of the domain, which all times are shown in (AUTH-08). */
export function useZone(): Zone {
    return useSpeech().zone;
}

/** Numbers and moments written as the chosen language writes them. */
export function useFormats(): {
    count(value: number): string;
    decimal(value: number, digits: number): string;
    moment(text: string, precision?: "minutes" | "seconds"): string;
    /** The day alone. */
    date(text: string): string;
    brief(text: string): string;
} {
    const { language, zone } = useSpeech();
    return useMemo(
        () => ({
            count: (value) => value.toLocaleString(language),
            decimal: (value, digits) =>
                value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
            moment: (text, precision) => shownMoment(new Date(text), language, zone, precision),
            date: (text) => shownDate(new Date(text), language, zone),
            brief: (text) => briefMoment(new Date(text), new Date(), language, zone),
        }),
        [language, zone],
    );
}
