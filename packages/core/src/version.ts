/** Version of astra-ts. All packages share it; a test holds it equal to package.json. */
export const version = "0.0.0";
