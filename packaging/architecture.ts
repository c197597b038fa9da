/** As Lambda names them, and what npm calls each. */
export const PROCESSORS = { arm64: 'arm64', x86_64: 'x64' } as const;

export type Architecture = keyof typeof PROCESSORS;

/** That of this machine. */
export const HERE: Architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
