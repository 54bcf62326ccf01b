import { useRef } from "react";
import { newKey } from "../../api/client";
import { Problem } from "../../api/problem";

/**
 * The key of one create: kept when no answer came, so that pressing the button again makes nothing twice; another one
 * after an answer: what is made next is something else.
 */
export function useCreate(): <Answer>(create: (key: string) => Promise<Answer>) => Promise<Answer> {
    const key = useRef(newKey());
    return async (create) => {
        try {
            const answer = await create(key.current);
            key.current = newKey();
            return answer;
        } catch (problem) {
            if (!(problem instanceof Problem) || problem.code !== "offline") key.current = newKey();
            throw problem;
        }
    };
}
