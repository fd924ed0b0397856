/** Version of astra-ts. All packages share it; a test holds it equal to package.json. */
export const version: string = "0.0.0";
