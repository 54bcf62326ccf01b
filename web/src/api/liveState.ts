import type { Call, CallResult, EndCause, Registration, TrunkState } from "./schema";

/** What the event socket sends. */
export type Frame =
    | {
          readonly type: "snapshot";
          readonly sequence: number;
          readonly calls: readonly Call[];
          readonly registrations: readonly Registration[];
      }
    | { readonly type: "call"; readonly sequence: number; readonly call: Call }
    | {
          readonly type: "call-ended";
          readonly sequence: number;
          readonly id: string;
          readonly domain: string | null;
          readonly result: CallResult;
          readonly cause: EndCause;
      }
    | { readonly type: "registration"; readonly sequence: number; readonly registration: Registration }
    | {
          readonly type: "registration-removed";
          readonly sequence: number;
          readonly id: string;
          readonly domain: string | null;
          readonly user: string;
      }
    | {
          readonly type: "trunk";
          readonly sequence: number;
          readonly id: string;
          readonly state: TrunkState;
          readonly reason: string;
      }
    | { readonly type: "heartbeat"; readonly sequence: number };

const frameTypes = ["snapshot", "call", "call-ended", "registration", "registration-removed", "trunk", "heartbeat"];

/** Reads a frame; `null` for what this version of the page does not know. */
export function readFrame(text: string): Frame | null {
    try {
        const value: unknown = JSON.parse(text);
        if (typeof value !== "object" || value === null) return null;
        const { type, sequence } = value as { type?: unknown; sequence?: unknown };
        if (typeof type !== "string" || !frameTypes.includes(type) || typeof sequence !== "number") return null;
        return value as Frame;
    } catch {
        return null;
    }
}

/** Whether a user's phone is there, and what it does. */
export type Presence = "away" | "here" | "ringing" | "talking";

/**
 * The present as the event socket tells it: changed in place frame by frame, each change counted, so that a view that
 * looks at calls is not drawn again for a registration.
 */
export class LiveState {
    /** The last event seen: where a lost connection resumes. `null` before the first frame. */
    sequence: number | null = null;
    readonly calls = new Map<string, Call>();
    readonly registrations = new Map<string, Registration>();
    readonly trunks = new Map<string, { readonly state: TrunkState; readonly reason: string }>();
    readonly revisions = { calls: 0, registrations: 0, trunks: 0, endedCalls: 0 };

    private readonly registrationsByUser = new Map<string, Set<string>>();
    /** Who was in each call at any time. */
    private readonly usersByCall = new Map<string, Set<string>>();
    private readonly endedByUser = new Map<string, number>();
    private gaps = 0;

    apply(frame: Frame): void {
        if (frame.type === "snapshot") {
            this.replaceAll(frame.calls, frame.registrations);
        } else if (this.sequence !== null && frame.sequence <= this.sequence) {
            return;
        }
        this.sequence = frame.sequence;
        switch (frame.type) {
            case "call":
                this.putCall(frame.call);
                this.revisions.calls += 1;
                break;
            case "call-ended":
                this.calls.delete(frame.id);
                for (const user of this.usersByCall.get(frame.id) ?? []) {
                    this.endedByUser.set(user, (this.endedByUser.get(user) ?? 0) + 1);
                }
                this.usersByCall.delete(frame.id);
                this.revisions.calls += 1;
                this.revisions.endedCalls += 1;
                break;
            case "registration":
                this.put(frame.registration);
                this.revisions.registrations += 1;
                break;
            case "registration-removed":
                this.removeRegistration(frame.id);
                this.revisions.registrations += 1;
                break;
            case "trunk":
                this.trunks.set(frame.id, { state: frame.state, reason: frame.reason });
                this.revisions.trunks += 1;
                break;
            case "snapshot":
            case "heartbeat":
                break;
        }
    }

    /** `null` until the first snapshot is there. */
    presence(user: string): Presence | null {
        if (this.sequence === null) return null;
        for (const call of this.calls.values()) {
            const leg = call.legs.find((each) => each.party.user === user);
            if (leg) return leg.state === "ringing" || leg.state === "calling" ? "ringing" : "talking";
        }
        return this.registrationsByUser.has(user) ? "here" : "away";
    }

    /** Grows with each call that ends and that a user was in; after a gap, since one may have. */
    endedCallsOf(user: string): number {
        return (this.endedByUser.get(user) ?? 0) + this.gaps;
    }

    registrationsOf(user: string): readonly Registration[] {
        return [...(this.registrationsByUser.get(user) ?? [])]
            .map((id) => this.registrations.get(id))
            .filter((each): each is Registration => each !== undefined);
    }

    private replaceAll(calls: readonly Call[], registrations: readonly Registration[]): void {
        this.calls.clear();
        this.usersByCall.clear();
        for (const call of calls) this.putCall(call);
        this.registrations.clear();
        this.registrationsByUser.clear();
        for (const registration of registrations) this.put(registration);
        this.revisions.calls += 1;
        this.revisions.registrations += 1;
        // Resumed after a gap: calls may have ended meanwhile.
        if (this.sequence !== null) {
            this.revisions.endedCalls += 1;
            this.gaps += 1;
        }
    }

    private putCall(call: Call): void {
        this.calls.set(call.id, call);
        const users = this.usersByCall.get(call.id) ?? new Set<string>();
        for (const { party } of call.legs) if (party.user !== null) users.add(party.user);
        this.usersByCall.set(call.id, users);
    }

    private put(registration: Registration): void {
        this.registrations.set(registration.id, registration);
        const known = this.registrationsByUser.get(registration.user);
        if (known) known.add(registration.id);
        else this.registrationsByUser.set(registration.user, new Set([registration.id]));
    }

    private removeRegistration(id: string): void {
        const former = this.registrations.get(id);
        if (!former) return;
        this.registrations.delete(id);
        const known = this.registrationsByUser.get(former.user);
        known?.delete(id);
        if (known?.size === 0) this.registrationsByUser.delete(former.user);
    }
}
