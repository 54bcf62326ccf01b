import type { ReactNode } from "react";
import { useTexts } from "../../texts";
import { LanguageSwitch } from "../shell/languageSwitch";
import { Logo } from "../shell/logo";

/** What stands around the pages for those who are not signed in. */
export function SignInFrame({ children }: { children: ReactNode }): JSX.Element {
    const texts = useTexts();
    return (
        <main className="sign-in">
            <div className="sign-in-language">
                <LanguageSwitch />
            </div>
            <div className="sign-in-card">
                <div className="sign-in-brand">
                    <Logo />
                    <div>
                        <strong>Martlet</strong>
                        <span>{texts.signIn.about}</span>
                    </div>
                </div>
                {children}
            </div>
        </main>
    );
}
