// Debian's @types/react imports csstype without depending on its package. The app sets inline styles in two places only
// (column widths, heights of the windowed table), so names of properties are not worth another package.
export interface Properties<Length = string | number> {
    [property: string]: Length | undefined;
}
