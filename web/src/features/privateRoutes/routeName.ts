/** Russian letters as they are written in names of machines. */
const letters: Readonly<Record<string, string>> = {
    а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m",
    н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "h", ц: "ts", ч: "ch", ш: "sh", щ: "sch",
    ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya",
};

/** The longest name of a trunk. */
const longest = 64;

/**
 * The technical name of a private route, made from the one that people read and from its domain: trunks of all domains
 * are told apart by it.
 *
 * @param attempt from 1; later ones differ, for a name that is taken.
 */
export function routeName(shownName: string, domain: string, attempt = 1): string {
    const written = [...shownName.toLowerCase()].map((letter) => letters[letter] ?? letter).join("");
    const slug = written.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "office";
    const end = attempt === 1 ? "" : `-${attempt}`;
    const home = `-${domain.toLowerCase().replace(/[^a-z0-9.-]+/g, "-")}`.slice(0, 40);
    return `${slug.slice(0, longest - home.length - end.length)}${home}${end}`;
}
