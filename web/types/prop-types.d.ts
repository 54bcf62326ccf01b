// Debian's @types/react imports prop-types for class components of old. The app has none of them.
export interface Validator<T> {
    (props: Record<string, unknown>, name: string): Error | null;
    readonly type?: T;
}
export type Requireable<T> = Validator<T | null | undefined>;
export type ValidationMap<T> = { [Name in keyof T]?: Validator<T[Name]> };
export type InferProps<T> = { [Name in keyof T]: T[Name] extends Validator<infer Value> ? Value : never };
