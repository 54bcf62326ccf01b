import type { Change } from "../../api/schema";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";

export const actionTones = { create: "good", change: "accent", remove: "bad" } as const;

/** 'User ivan@acme.example'. */
export function useObjectTitle(): (change: Change) => string {
    const texts = useTexts();
    return (change) => {
        const kinds: Readonly<Record<string, string>> = texts.changes.kinds;
        return `${kinds[change.objectKind] ?? change.objectKind} ${change.objectName}`;
    };
}

/** A field of the API by the name its form has. */
export function useFieldName(): (name: string) => string {
    const texts = useTexts();
    return (name) => fieldNames(texts)[name] ?? name;
}

function fieldNames({ users, lines, trunks, domains, shell }: Texts): Readonly<Record<string, string>> {
    return {
        authentication: trunks.authentication,
        callLimit: domains.callLimit,
        callerID: users.callerID,
        channelLimit: trunks.channels,
        doNotDisturb: users.doNotDisturb,
        domain: shell.domain,
        email: users.email,
        expiresSeconds: trunks.expires,
        extension: users.extension,
        host: trunks.host,
        isActive: lines.isActive,
        isBlocked: users.isBlocked,
        login: users.login,
        name: trunks.name,
        number: lines.number,
        password: users.password,
        port: trunks.port,
        priority: trunks.priority,
        probeSeconds: trunks.probe,
        ringTimeSeconds: users.ringTime,
        role: users.role,
        shownName: users.name,
        sources: trunks.sources,
        transport: trunks.transport,
        trunk: lines.trunk,
        user: lines.user,
        username: trunks.username,
        weight: trunks.weight,
    };
}
