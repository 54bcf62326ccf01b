import { useEffect, useState } from "react";
import { api } from "../../api/endpoints";
import type { User } from "../../api/schema";
import { userTitle } from "./userPicker";

/** Users asked for by id, kept for the time of the page: a list of lines asks for the same few again and again. */
const known = new Map<string, Promise<User>>();

export function findUser(id: string): Promise<User> {
    const asked = known.get(id);
    if (asked) return asked;
    const asking = api.users.find(id);
    known.set(id, asking);
    asking.catch(() => known.delete(id));
    // Names change seldom, but they do.
    window.setTimeout(() => known.delete(id), 60_000);
    return asking;
}

/** A user's name for an id; empty until it is known. */
export function useUserTitle(id: string): string {
    const [title, setTitle] = useState("");
    useEffect(() => {
        let isPresent = true;
        findUser(id).then(
            (user) => {
                if (isPresent) setTitle(userTitle(user));
            },
            () => {
                if (isPresent) setTitle("—");
            },
        );
        return () => {
            isPresent = false;
        };
    }, [id]);
    return title;
}

/** A user's name for an id. */
export function UserName({ id }: { id: string }): JSX.Element {
    return <>{useUserTitle(id)}</>;
}
