import { useRef } from "react";
import { newKey } from "../../api/client";
import { Problem } from "../../api/problem";

/**
 * The key of one create: kept when no answer came, so that pressing the button again makes nothing twice; another one
 * after an answer that asks for a correction.
 */
export function useCreate(): <Answer>(create: (key: string) => Promise<Answer>) => Promise<Answer> {
    const key = useRef(newKey());
    return async (create) => {
        try {
            return await create(key.current);
        } catch (problem) {
            if (!(problem instanceof Problem) || problem.code !== "offline") key.current = newKey();
            throw problem;
        }
    };
}
