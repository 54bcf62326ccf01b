/** Where the app stands while somebody acts as the administrator of another domain (TEN-09): `/in/acme.example`, else nothing. */
export const base: string =
    typeof window === "undefined" ? "" : /^\/in\/[^/]+/.exec(window.location.pathname)?.[0] ?? "";

/** The address of a domain's cabinet for those who may act as its administrator without signing in again. */
export const cabinetAddress = (domain: string): string => `/in/${encodeURIComponent(domain)}/dashboard`;
