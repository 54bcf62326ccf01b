import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { useConnection } from "../../api/live";
import { listAddress, pages } from "../../pages";
import type { PageEntry } from "../../pages";
import { IconButton } from "../../parts/form/button";
import { Icon } from "../../parts/page/icon";
import { writeAddress } from "../../parts/routing/address";
import { Link, useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";
import { DomainSwitch } from "./domainSwitch";
import { LanguageSwitch } from "./languageSwitch";
import { Logo } from "./logo";
import { useChosenDomain } from "./useChosenDomain";

/** The frame around every page: navigation at the left (behind a button on narrow screens), and who is signed in. */
export function Shell({ present, children }: { present: PageEntry | null; children: ReactNode }): JSX.Element {
    const texts = useTexts();
    const { address } = useRouter();
    const [isOpen, setIsOpen] = useState(false);
    const connection = useConnection();
    const main = useRef<HTMLElement>(null);

    useEffect(() => setIsOpen(false), [address.path]);
    useEffect(() => {
        if (!isOpen) return undefined;
        const onKeyDown = (event: KeyboardEvent): void => {
            if (event.key === "Escape") setIsOpen(false);
        };
        document.addEventListener("keydown", onKeyDown);
        return () => document.removeEventListener("keydown", onKeyDown);
    }, [isOpen]);

    return (
        <div className="shell">
            <a
                className="skip"
                href="#main"
                onClick={(event) => {
                    event.preventDefault();
                    main.current?.focus();
                }}
            >
                {texts.shell.skip}
            </a>
            <header className="top-bar">
                <IconButton
                    icon={isOpen ? "close" : "menu"}
                    label={texts.shell.openNavigation}
                    aria-expanded={isOpen}
                    aria-controls="side"
                    onClick={() => setIsOpen(!isOpen)}
                />
                <Logo />
                <strong>Martlet</strong>
            </header>
            <div id="side" className={isOpen ? "side is-open" : "side"}>
                <Link to="/" className="brand">
                    <Logo />
                    <strong>Martlet</strong>
                </Link>
                <DomainSwitch />
                <Navigation present={present} />
                <Account />
            </div>
            {isOpen && <div className="side-shade" onClick={() => setIsOpen(false)} aria-hidden="true" />}
            <main id="main" ref={main} tabIndex={-1}>
                <div role="status">
                    {connection === "lost" && (
                        <p className="lost-bar">
                            <span className="spinner" aria-hidden="true" /> {texts.shell.lost}
                        </p>
                    )}
                </div>
                {children}
            </main>
        </div>
    );
}

function Navigation({ present }: { present: PageEntry | null }): JSX.Element {
    const texts = useTexts();
    const { me } = useSession();
    const domain = useChosenDomain();
    const mine = pages.filter((page) => page.roles.includes(me.role));
    const sections = [...new Set(mine.map((page) => page.section))];
    // A chosen domain stays chosen from page to page.
    const link = (page: PageEntry): string => {
        const query = page.isOfDomain && domain.isChoosable ? { domain: domain.id } : {};
        return writeAddress({ path: listAddress(page), query });
    };
    return (
        <nav aria-label={texts.shell.navigation}>
            {sections.map((section) => (
                <div key={section} className="nav-section" role="group" aria-label={texts.shell.sections[section]}>
                    <span aria-hidden="true">{texts.shell.sections[section]}</span>
                    {mine
                        .filter((page) => page.section === section)
                        .map((page) => (
                            <Link
                                key={page.pattern}
                                to={link(page)}
                                className="nav-link"
                                aria-current={page === present ? "page" : undefined}
                            >
                                <Icon name={page.icon} />
                                {page.title(texts)}
                            </Link>
                        ))}
                </div>
            ))}
        </nav>
    );
}

function Account(): JSX.Element {
    const texts = useTexts();
    const { me, signOut } = useSession();
    return (
        <div className="account">
            <div className="account-name">
                <strong>{me.shownName || me.login}</strong>
                <span>
                    {me.login}@{me.domain}
                </span>
            </div>
            <div className="account-actions">
                <LanguageSwitch />
                <IconButton icon="signOut" label={texts.shell.signOut} onClick={() => void signOut()} />
            </div>
        </div>
    );
}
