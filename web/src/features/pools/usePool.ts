import { useSession } from "../session/session";

/** The pool whose administrator is signed in, and whether they may do everything in it (TEN-07, TEN-10). */
export function usePool(): { readonly id: string; readonly isSupervisor: boolean } {
    const { me } = useSession();
    return { id: me.domain, isSupervisor: me.role === "pool-supervisor" };
}
