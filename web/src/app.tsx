import { Suspense, useEffect } from "react";
import { base } from "./api/base";
import { LiveProvider } from "./api/live";
import { Problem } from "./api/problem";
import { ProviderReturnPage } from "./features/providers/providerReturnPage";
import { Broken } from "./features/shell/broken";
import { Shell } from "./features/shell/shell";
import { useChosenDomain } from "./features/shell/useChosenDomain";
import { SessionProvider, useSession } from "./features/session/session";
import { usePreferences } from "./features/session/preferences";
import { RecoveryPage } from "./features/session/recoveryPage";
import { SignInPage } from "./features/session/signInPage";
import { findPage, isPoolFace, isPoolRole, startAddress } from "./pages";
import { AskingProvider } from "./parts/dialog/asking";
import { NoticesProvider } from "./parts/dialog/notices";
import { Button } from "./parts/form/button";
import { Empty } from "./parts/page/page";
import { Link, RouterProvider, useRouter } from "./parts/routing/router";
import { SpeechProvider, useTexts } from "./texts";
import { explain } from "./texts/explain";

export function App(): JSX.Element {
    return (
        <SpeechProvider>
            <RouterProvider base={base}>
                <Frame />
            </RouterProvider>
        </SpeechProvider>
    );
}

function Frame(): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    // For those who cannot sign in, so it asks for no session.
    if (router.address.path === "/recovery") return <RecoveryPage />;
    const provider = /^\/sign-in\/([A-Za-z0-9._~-]+)$/.exec(router.address.path)?.[1];
    if (provider !== undefined) return <ProviderReturnPage provider={provider} />;
    return (
        <NoticesProvider closeLabel={texts.common.close}>
            <AskingProvider>
                <SessionProvider
                    signInPage={(hasEnded, onSignedIn) =>
                        base === "" ? (
                            <SignInPage
                                hasEnded={hasEnded}
                                isPool={isPoolFace(router.address.path)}
                                onSignedIn={onSignedIn}
                            />
                        ) : (
                            // Whoever acted here signs in at home.
                            <main>
                                <Empty icon="lock" title={texts.pools.signedOut} text={texts.pools.signedOutText} />
                            </main>
                        )
                    }
                    unreachablePage={(problem, retry) => (
                        <main>
                            {base !== "" && isClosed(problem) ? (
                                <Empty icon="lock" title={texts.signIn.closedCabinet}>
                                    <a className="button primary" href="/">
                                        {texts.signIn.home}
                                    </a>
                                </Empty>
                            ) : (
                                <Empty icon="alert" title={explain(texts, problem)}>
                                    <Button kind="primary" onClick={retry}>
                                        {texts.common.retry}
                                    </Button>
                                </Empty>
                            )}
                        </main>
                    )}
                >
                    <SignedIn />
                </SessionProvider>
            </AskingProvider>
        </NoticesProvider>
    );
}

/** Nobody acts as the administrator of this domain, or not this one (TEN-09). */
function isClosed(problem: unknown): boolean {
    return problem instanceof Problem && (problem.code === "not-allowed" || problem.code === "not-found");
}

function SignedIn(): JSX.Element | null {
    const texts = useTexts();
    const router = useRouter();
    const { me, signOut } = useSession();
    usePreferences();
    const domain = useChosenDomain();
    const { path } = router.address;
    const found = findPage(path, me);
    const isDoor = path === "/" || (isPoolRole(me.role) && /^\/group\/?$/.test(path));

    useEffect(() => {
        if (isDoor) router.go(startAddress(me.role), { replace: true });
    }, [isDoor, me.role, router]);
    useEffect(() => {
        document.title = found ? `${found.page.title(texts)} — Martlet` : "Martlet";
    }, [found, texts]);

    if (isDoor) return null;
    const isOther = isPoolFace(path) && !isPoolRole(me.role);
    const View = found?.page.view;
    return (
        <LiveProvider domain={domain.query.domain} isOn={!isPoolRole(me.role)}>
            <Shell present={found?.page ?? null}>
                <Broken texts={texts} address={path}>
                    <Suspense fallback={<div className="page" aria-busy="true" />}>
                        {View ? (
                            <View parameters={found.parameters} />
                        ) : isOther ? (
                            <Empty icon="lock" title={texts.pools.signIn.other} text={texts.pools.signIn.otherText}>
                                <Button kind="primary" onClick={() => void signOut()}>
                                    {texts.shell.signOut}
                                </Button>
                            </Empty>
                        ) : (
                            <Empty icon="search" title={texts.shell.notFound} text={texts.shell.notFoundText}>
                                <Link to="/">{texts.shell.toStart}</Link>
                            </Empty>
                        )}
                    </Suspense>
                </Broken>
            </Shell>
        </LiveProvider>
    );
}
