// The little of Node that the tests use; Debian's @types/node is a package of its own.
declare module "node:test" {
    export function test(sentence: string, body: () => void | Promise<void>): void;
    export function describe(subject: string, body: () => void): void;
}
declare module "node:assert/strict" {
    const assert: {
        equal(actual: unknown, expected: unknown, message?: string): void;
        deepEqual(actual: unknown, expected: unknown, message?: string): void;
        ok(value: unknown, message?: string): void;
        throws(body: () => unknown): void;
    };
    export default assert;
}
declare module "node:fs" {
    export function readdirSync(folder: string, options: { readonly recursive?: boolean }): readonly string[];
    export function readFileSync(path: string, encoding: "utf8"): string;
}
