import { Suspense, useEffect } from "react";
import { LiveProvider } from "./api/live";
import { Broken } from "./features/shell/broken";
import { Shell } from "./features/shell/shell";
import { useChosenDomain } from "./features/shell/useChosenDomain";
import { SessionProvider, useSession } from "./features/session/session";
import { SignInPage } from "./features/session/signInPage";
import { findPage, startAddress } from "./pages";
import { AskingProvider } from "./parts/dialog/asking";
import { NoticesProvider } from "./parts/dialog/notices";
import { Button } from "./parts/form/button";
import { Empty } from "./parts/page/page";
import { Link, RouterProvider, useRouter } from "./parts/routing/router";
import { SpeechProvider, useTexts } from "./texts";

export function App(): JSX.Element {
    return (
        <SpeechProvider>
            <RouterProvider>
                <Frame />
            </RouterProvider>
        </SpeechProvider>
    );
}

function Frame(): JSX.Element {
    const texts = useTexts();
    return (
        <NoticesProvider closeLabel={texts.common.close}>
            <AskingProvider>
                <SessionProvider
                    signInPage={(hasEnded, onSignedIn) => <SignInPage hasEnded={hasEnded} onSignedIn={onSignedIn} />}
                    unreachablePage={(retry) => (
                        <main>
                            <Empty icon="alert" title={texts.problems.offline}>
                                <Button kind="primary" onClick={retry}>
                                    {texts.common.retry}
                                </Button>
                            </Empty>
                        </main>
                    )}
                >
                    <SignedIn />
                </SessionProvider>
            </AskingProvider>
        </NoticesProvider>
    );
}

function SignedIn(): JSX.Element | null {
    const texts = useTexts();
    const router = useRouter();
    const { me } = useSession();
    const domain = useChosenDomain();
    const { path } = router.address;
    const found = findPage(path, me.role);

    useEffect(() => {
        if (path === "/") router.go(startAddress(me.role), { replace: true });
    }, [path, me.role, router]);
    useEffect(() => {
        document.title = found ? `${found.page.title(texts)} — Martlet` : "Martlet";
    }, [found, texts]);

    if (path === "/") return null;
    const View = found?.page.view;
    return (
        <LiveProvider domain={domain.query.domain}>
            <Shell present={found?.page ?? null}>
                <Broken texts={texts} address={path}>
                    <Suspense fallback={<div className="page" aria-busy="true" />}>
                        {View ? (
                            <View parameters={found.parameters} />
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
