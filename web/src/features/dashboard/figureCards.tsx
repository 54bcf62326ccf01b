import { Link } from "../../parts/routing/router";

export interface FigureCard {
    readonly path: string;
    readonly title: string;
    readonly value: string;
    /** Smaller, below: of how many. */
    readonly detail: string;
}

/** Key figures, each the way to what it counts. */
export function FigureCards({ figures }: { figures: readonly FigureCard[] }): JSX.Element {
    return (
        <ul className="figure-cards">
            {figures.map(({ path, title, value, detail }) => (
                <li key={title}>
                    <Link to={path}>
                        <strong>{value}</strong> <span>{title}</span> {detail && <small>{detail}</small>}
                    </Link>
                </li>
            ))}
        </ul>
    );
}
