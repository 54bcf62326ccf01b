import { Fragment, useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { useConnection } from "../../api/live";
import { listAddress, pagesOf } from "../../pages";
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
import { OutgoingNumber } from "./outgoingNumber";
import { useChosenDomain } from "./useChosenDomain";

/** The frame around every page: navigation at the left (behind a button on narrow screens), and who is signed in. */
export function Shell({ present, children }: { present: PageEntry | null; children: ReactNode }): JSX.Element {
    const texts = useTexts();
    const { address } = useRouter();
    const [isOpen, setIsOpen] = useState(false);
    const connection = useConnection();
    const { me } = useSession();
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
                {me.actingFor && <ActingBar domain={me.domainShownName || me.domain} actingFor={me.actingFor} />}
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
    const mine = pagesOf(me);
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
                            <Fragment key={page.pattern}>
                                <Link
                                    to={link(page)}
                                    className="nav-link"
                                    aria-current={page === present ? "page" : undefined}
                                >
                                    <Icon name={page.icon} />
                                    {page.title(texts)}
                                </Link>
                                {listAddress(page) === "/lines" && <OutgoingNumber />}
                            </Fragment>
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
                {me.actingFor ? (
                    <strong>{me.shownName || me.login}</strong>
                ) : (
                    <Link to="/me" title={texts.me.title}>
                        {me.shownName || me.login}
                    </Link>
                )}
                <span>{texts.roles[me.role]}</span>
                <span>{`${me.login}@${me.actingFor ?? me.domain}`}</span>
            </div>
            <div className="account-actions">
                <LanguageSwitch />
                {!me.actingFor && (
                    <IconButton icon="signOut" label={texts.shell.signOut} onClick={() => void signOut()} />
                )}
            </div>
        </div>
    );
}

/** Says in whose place one acts, and leads back (TEN-09): out of this cabinet, so past the app's own links. */
function ActingBar({ domain, actingFor }: { domain: string; actingFor: string }): JSX.Element {
    const words = useTexts().pools;
    const isOfSystem = actingFor === "system";
    return (
        <p className="acting-bar">
            <Icon name="shield" />
            <span>{words.acting(domain)}</span>
            <a href={isOfSystem ? "/system/domains" : "/group/domains"}>{isOfSystem ? words.toSystem : words.toPool}</a>
        </p>
    );
}
