/** Drawn for a 20-pixel square, one stroke width; `currentColor` everywhere. */
const paths = {
    add: "M10 4v12M4 10h12",
    alert: "M10 6.5v4.2M10 13.6v.1M10 2.8 2.4 16.2h15.2z",
    answered: "M5 10.5l3.2 3.2L15 6.8",
    back: "M9 4.5 3.5 10 9 15.5M3.8 10h12.7",
    ban: "M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4zM5 5l10 10",
    building: "M4.5 17V3.5h7V17M11.5 8h4v9M2.8 17h14.4M7 6.8h2M7 10h2M7 13.2h2",
    clock: "M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4zM10 6v4l2.8 1.8",
    close: "M5 5l10 10M15 5L5 15",
    conference: "M10 3.2a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8zM4.6 8.6a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM15.4 8.6a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM6.2 17c0-2.6 1.6-4.6 3.8-4.6s3.8 2 3.8 4.6",
    copy: "M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7",
    down: "M5.5 8l4.5 4.5L14.5 8",
    external: "M8 4H4v12h12v-4M11 4h5v5M16 4l-7.5 7.5",
    failed: "M3.5 13.5 12 5M6 4.5h6.5V11M12.5 12.5l4.5 4.5M17 12.5 12.5 17",
    forward: "M11 4.5 16.5 10 11 15.5M16.2 10H3.5",
    gauge: "M3.4 15.5a7.6 7.6 0 1 1 13.2 0M10 11.5 13.4 7M10 11.5v.1",
    globe: "M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4zM2.8 10h14.4M10 2.8c2.4 2 3.4 4.4 3.4 7.2s-1 5.2-3.4 7.2c-2.4-2-3.4-4.4-3.4-7.2s1-5.2 3.4-7.2z",
    grip: "M7 4.5v.1M7 10v.1M7 15.5v.1M13 4.5v.1M13 10v.1M13 15.5v.1",
    hangUp: "M2.6 11.2c4.2-4.2 10.6-4.2 14.8 0l-1.9 2.2-3-1.3v-2.2a9 9 0 0 0-5 0v2.2l-3 1.3z",
    history: "M3.2 10a6.8 6.8 0 1 0 2.2-5M5.2 2.6v2.8H8M10 6.2V10l2.6 1.8",
    incoming: "M15 5 5.5 14.5M5.5 8v6.5H12",
    internal: "M3.5 7.2h11M11.5 4.2l3 3-3 3M16.5 12.8h-11M8.5 9.8l-3 3 3 3",
    key: "M12.8 2.9a4.3 4.3 0 1 1-3.5 6.7L3 15.9V17h2.6v-1.8h1.8v-1.8l2.6-2.6M13.6 6.4v.1",
    keypad: "M5 4.5v.1M10 4.5v.1M15 4.5v.1M5 10v.1M10 10v.1M15 10v.1M5 15.5v.1M10 15.5v.1M15 15.5v.1",
    line: "M3 15.5c0-7 5-12 12-12M3.2 4.2l2.6-.9 1.8 3.6L6 8.4c1 2.4 3.2 4.6 5.6 5.6l1.5-1.6 3.6 1.8-.9 2.6C9 17.6 2.4 11 3.2 4.2z",
    lock: "M5 9h10v8H5zM7 9V6.2a3 3 0 0 1 6 0V9",
    mail: "M3 5h14v10.5H3zM3.4 5.4 10 10.6l6.6-5.2",
    menu: "M3 5.5h14M3 10h14M3 14.5h14",
    minus: "M4 10h12",
    missed: "M16 5.5l-5.5 5.5L5 5.5M5 10.5v-5h5",
    mobile: "M6.5 2.8h7v14.4h-7zM9.2 14.8h1.6M16.2 6.5a6 6 0 0 1 0 7M3.8 6.5a6 6 0 0 0 0 7",
    more: "M4 10a.7.7 0 1 0 1.4 0A.7.7 0 1 0 4 10zM9.3 10a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0zM14.6 10a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0z",
    outgoing: "M5 15l9.5-9.5M8 5.5h6.5V12",
    pause: "M7 4.5v11M13 4.5v11",
    pencil: "M12.6 4.2l3.2 3.2L7 16.2l-4 .8.8-4z",
    people: "M7.5 9.4a2.9 2.9 0 1 0 0-5.8 2.9 2.9 0 0 0 0 5.8zM2.2 16.5c0-3 2.3-5 5.3-5s5.3 2 5.3 5M13 3.9a2.8 2.8 0 0 1 0 5.2M14.6 11.9c1.9.6 3.2 2.3 3.2 4.6",
    person: "M10 9.6a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3.6 16.8c.4-3.2 3-5.2 6.4-5.2s6 2 6.4 5.2",
    phone: "M6.6 3.2 4 4c-1 6 6 13 12 12l.8-2.6-3.6-2-1.6 1.6C9.8 12.2 7.8 10.2 7 8.4l1.6-1.6z",
    redirected: "M3.5 15.5V11a4 4 0 0 1 4-4h8.5M12 3l4 4-4 4",
    refresh: "M16.5 10a6.5 6.5 0 1 1-2-4.7M16.5 2.8v3.4H13",
    pool: "M10 2.8a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2zM4.4 12a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2zM15.6 12a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2zM8.7 7.7l-3 4.6M11.3 7.7l3 4.6",
    ring: "M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.4 17.2h3.2",
    search: "M8.8 3.2a5.6 5.6 0 1 1 0 11.2 5.6 5.6 0 0 1 0-11.2zM13 13l4 4",
    shield: "M10 2.6l6.2 2.4v4.6c0 3.8-2.6 6.4-6.2 7.8-3.6-1.4-6.2-4-6.2-7.8V5z",
    signOut: "M8 4H4v12h4M12.5 6.5 16 10l-3.5 3.5M15.6 10H8",
    transferred: "M3.5 6.5h6.5l4 7h2.5M13.5 10.5l3 3-3 3M3.5 13.5h4M12.5 6.5h4",
    trash: "M3.5 5.5h13M8 5.5V3.5h4v2M5.2 5.5l.8 11h8l.8-11M8.5 8.8v4.6M11.5 8.8v4.6",
    trunk: "M3 6.5h14M3 13.5h14M6.5 3.5l-3 3 3 3M13.5 10.5l3 3-3 3",
    undo: "M7 4 3.5 7.5 7 11M4 7.5h8a4.5 4.5 0 0 1 0 9H8",
    voicemail: "M5.6 6.6a3.1 3.1 0 1 1 0 6.2 3.1 3.1 0 0 1 0-6.2zM14.4 6.6a3.1 3.1 0 1 1 0 6.2 3.1 3.1 0 0 1 0-6.2zM5.6 12.8h8.8",
    wave: "M3 8.5v3M6.5 5.5v9M10 3v14M13.5 6.5v7M17 8.5v3",
} as const;

export type IconName = keyof typeof paths;

/** The line of a picture, for drawings of one's own; it fills a 20-pixel square. */
export const iconPath = (name: IconName): string => paths[name];

/** A picture that goes with a word or a label; silent for screen readers. */
export function Icon({ name }: { name: IconName }): JSX.Element {
    return (
        <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d={paths[name]} />
        </svg>
    );
}
