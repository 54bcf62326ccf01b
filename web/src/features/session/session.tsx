import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { whenSignedOut } from "../../api/client";
import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import type { Me } from "../../api/schema";

interface Session {
    readonly me: Me;
    setMe(me: Me): void;
    signOut(): Promise<void>;
}

type State =
    | { readonly kind: "asking" }
    | { readonly kind: "unreachable"; readonly problem: unknown }
    | { readonly kind: "signed-out"; readonly hasEnded: boolean }
    | { readonly kind: "signed-in"; readonly me: Me };

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
    const session = useContext(SessionContext);
    if (!session) throw new Error("useSession outside of SessionProvider");
    return session;
}

/** Knows who is signed in; shows the sign-in page in place of everything else, at the address that was asked for. */
export function SessionProvider({
    signInPage,
    unreachablePage,
    children,
}: {
    signInPage: (hasEnded: boolean, onSignedIn: (me: Me) => void) => ReactNode;
    unreachablePage: (problem: unknown, retry: () => void) => ReactNode;
    children: ReactNode;
}): JSX.Element {
    const [state, setState] = useState<State>({ kind: "asking" });

    const ask = useCallback(() => {
        setState({ kind: "asking" });
        api.session.me().then(
            (me) => setState({ kind: "signed-in", me }),
            (problem: unknown) => {
                const isSignedOut = problem instanceof Problem && problem.code === "not-signed-in";
                if (!isSignedOut) setState({ kind: "unreachable", problem });
            },
        );
    }, []);

    useEffect(() => {
        whenSignedOut(() => {
            setState((former) =>
                former.kind === "signed-out" ? former : { kind: "signed-out", hasEnded: former.kind === "signed-in" },
            );
        });
        ask();
    }, [ask]);

    const session = useMemo<Session | null>(
        () =>
            state.kind === "signed-in"
                ? {
                      me: state.me,
                      setMe: (me) => setState({ kind: "signed-in", me }),
                      signOut: async () => {
                          await api.session.signOut();
                          setState({ kind: "signed-out", hasEnded: false });
                      },
                  }
                : null,
        [state],
    );

    if (session) return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
    if (state.kind === "signed-out") {
        return <>{signInPage(state.hasEnded, (me) => setState({ kind: "signed-in", me }))}</>;
    }
    return <>{state.kind === "unreachable" ? unreachablePage(state.problem, ask) : null}</>;
}
